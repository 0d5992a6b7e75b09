import { given, ignoring, local, seq, step, unwinding, when, type Code } from '../code.js';
import { EBUSY, ENODEV } from '../errno.js';
import { at, devName, type Context } from '../model.js';
import { type Dev } from '../numbers.js';
import { Driver } from '../state.js';
import { lockingDevice, unlockingDevice } from './driver.js';
import { pciDisableDevice } from './pci-enable.js';
import { pcistubInitDevice, resetFunction, xenResetDevice } from './pcistub-init.js';

/** Groups and instances that belong to a device as pciback sees it. */
const stubOf = (dev: Dev): string => at('pciback', dev);

/**
 * Binding a device to xen-pciback by sysfs: pcistub_probe -> pcistub_seize -> pcistub_init_device
 * (drivers/xen/xen-pciback/pci_stub.c, Linux 6.1 and 6.12), under the device lock. Any error takes the device back out
 * through pcistub_device_release.
 */
export function pcibackBind(c: Context, dev: Dev): Code {
  const { m } = c;
  const probe = lockingDevice(c, dev, {
    actor: 'pciback',
    fn: 'pcistub_probe',
    writes: [at('linux.dev', dev), stubOf(dev)],
    run: () => {
      if (m.linux.driver[dev] !== Driver.NONE) return EBUSY;
      m.linux.driver[dev] = Driver.PCIBACK;
      return 0;
    },
  });
  const fail = unlockingDevice(c, dev, {
    actor: 'pciback',
    fn: 'pcistub_device_put',
    args: `${devName(m, dev)}: init failed`,
    writes: [at('linux.dev', dev), stubOf(dev)],
    run: () => {
      m.linux.driver[dev] = Driver.NONE;
      m.pciback.gsi[dev] = 0;
    },
  });
  // really_probe creates the sysfs link before the probe runs: tools take the device for bound while it is being
  // initialised, but a GSI look-up walks pcistub_devices and finds it only from here on.
  const done = unlockingDevice(c, dev, {
    actor: 'pciback',
    fn: 'pcistub_seize',
    args: `${devName(m, dev)}: listed`,
    writes: [stubOf(dev)],
    run: () => {
      m.pciback.stub[dev] = 1;
    },
  });
  return seq(
    probe,
    unwinding(pcistubInitDevice(c, dev), seq(ignoring(pcistubDeviceRelease(c, dev)), fail)),
    done,
  );
}

/**
 * `xen-pciback.hide=` at boot: the device is seized before any driver sees it and initialised late
 * (pcistub_init_devices_late). A late failure only frees the psdev: the device stays claimed and enabled.
 */
export function pcibackHide(c: Context, dev: Dev): Code {
  const { m } = c;
  const seize = step({
    actor: 'pciback',
    fn: 'pcistub_seize',
    args: devName(m, dev),
    reads: [],
    writes: [at('linux.dev', dev)],
    run: () => {
      if (m.linux.driver[dev] !== Driver.NONE) return EBUSY;
      m.linux.driver[dev] = Driver.PCIBACK;
      return 0;
    },
  });
  const listed = step({
    actor: 'pciback',
    fn: 'pcistub_init_devices_late',
    args: devName(m, dev),
    reads: [],
    writes: [stubOf(dev)],
    run: () => {
      m.pciback.stub[dev] = 1;
      return 0;
    },
  });
  return seq(seize, pcistubInitDevice(c, dev), listed);
}

/**
 * Unbinding from pciback: pcistub_remove. A device in use is released with a warning only. A reference leaked by a GSI
 * look-up keeps pcistub_device_release from running: no reset, no disable. -ENODEV: not bound to pciback.
 */
export function pcibackUnbind(c: Context, dev: Dev): Code {
  const { m, r } = c;
  const remove = lockingDevice(c, dev, {
    actor: 'pciback',
    fn: 'pcistub_remove',
    writes: [at('linux.dev', dev), stubOf(dev)],
    run: () => {
      if (m.linux.driver[dev] !== Driver.PCIBACK) return ENODEV;
      r.flag = m.pciback.leakedRef[dev] === 0 && m.pciback.stub[dev] !== 0 ? 1 : 0;
      m.pciback.stub[dev] = 0;
      m.pciback.gsi[dev] = 0;
      m.pciback.exportedTo[dev] = 0;
      m.pciback.leakedRef[dev] = 0;
      return 0;
    },
  });
  const done = unlockingDevice(c, dev, {
    actor: 'pciback',
    fn: 'device_unbind_cleanup',
    writes: [at('linux.dev', dev)],
    run: () => {
      m.linux.driver[dev] = Driver.NONE;
    },
  });
  return seq(
    remove,
    when(
      () => r.flag === 1,
      seq(
        local(() => (r.flag = 0)),
        ignoring(pcistubDeviceRelease(c, dev)),
      ),
    ),
    done,
  );
}

/** pcistub_device_release: reset, tell Xen (its refusal is ignored here), disable. */
function pcistubDeviceRelease(c: Context, dev: Dev): Code {
  const { m } = c;
  return seq(
    resetFunction(c, dev),
    given(m.design.linux.pcibackNotifyReset && m.design.dom0 === 'pvh', () =>
      ignoring(xenResetDevice(c, dev)),
    ),
    pciDisableDevice(c, dev),
  );
}
