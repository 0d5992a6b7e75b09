import { given, local, seq, step, unwinding, when, type Code } from '../code.js';
import { EBUSY, ENODEV } from '../errno.js';
import { at, devName, ModelBound, type Context, type Model } from '../model.js';
import type { Dev, IrqIx } from '../numbers.js';
import { Driver, IrqUser } from '../state.js';
import { irqAllocDesc, irqFreeDesc } from './irq-descriptors.js';
import { pciDisableDevice, pciEnableDevice } from './pci-enable.js';
import { freeIrq, requestIrq } from './request-irq.js';

const lockOf = (dev: Dev): string => at('linux.lock', dev);

/** Takes the device lock together with `run`, and waits while another thread has it. */
export function lockingDevice(
  c: Context,
  dev: Dev,
  s: { actor: 'linux' | 'pciback'; fn: string; reads?: string[]; writes?: string[]; run: () => number },
): Code {
  const { m, thread } = c;
  return step({
    actor: s.actor,
    fn: s.fn,
    args: devName(m, dev),
    reads: s.reads ?? [],
    writes: [lockOf(dev), ...(s.writes ?? [])],
    enabled: () => m.linux.lock[dev] === 0,
    run: () => {
      const ret = s.run();
      if (ret >= 0) m.linux.lock[dev] = thread + 1;
      return ret;
    },
  });
}

/** The last thing done under the device lock. */
export function unlockingDevice(
  c: Context,
  dev: Dev,
  s: { actor: 'linux' | 'pciback'; fn: string; args?: string; writes?: string[]; run: () => void },
): Code {
  const { m } = c;
  return step({
    actor: s.actor,
    fn: s.fn,
    args: s.args ?? devName(m, dev),
    reads: [],
    writes: [lockOf(dev), ...(s.writes ?? [])],
    run: () => {
      s.run();
      m.linux.lock[dev] = 0;
      return 0;
    },
  });
}

/**
 * A native driver's probe as most drivers write it: enable the device, request its interrupt (`intx`; `intx-disabled` with
 * IRQF_NO_AUTOEN, so that it stays masked) or take MSI vectors.
 * really_probe (drivers/base/dd.c, Linux 6.1) holds the device lock throughout. -EBUSY: another driver has the device.
 */
export function driverBind(c: Context, dev: Dev, interrupts: 'intx' | 'intx-disabled' | 'msi'): Code {
  const { m } = c;
  const self = at('linux.dev', dev);
  const probe = lockingDevice(c, dev, {
    actor: 'linux',
    fn: 'really_probe',
    writes: [self],
    run: () => {
      if (m.linux.driver[dev] !== Driver.NONE) return EBUSY;
      m.linux.driver[dev] = Driver.NATIVE;
      return 0;
    },
  });
  const fail = unlockingDevice(c, dev, {
    actor: 'linux',
    fn: 'really_probe',
    args: `${devName(m, dev)}: probe failed`,
    writes: [self],
    run: () => {
      m.linux.driver[dev] = Driver.NONE;
    },
  });
  const done = unlockingDevice(c, dev, { actor: 'linux', fn: 'driver_bound', run: () => {} });
  const setUp = given(
    interrupts === 'msi',
    () => pciAllocIrqVectors(c, dev),
    () => given(m.scope.devices[dev]!.pin !== null, () => requestIrq(c, dev, interrupts === 'intx')),
  );
  return seq(
    probe,
    unwinding(seq(pciEnableDevice(c, dev), unwinding(setUp, pciDisableDevice(c, dev))), fail),
    done,
  );
}

/** device_release_driver (drivers/base/dd.c, Linux 6.1) of a native driver. -ENODEV: no native driver is bound. */
export function driverUnbind(c: Context, dev: Dev): Code {
  const { m, r } = c;
  const release = lockingDevice(c, dev, {
    actor: 'linux',
    fn: 'device_release_driver',
    reads: [at('linux.dev', dev), at('linux.handler', dev)],
    run: () => {
      if (m.linux.driver[dev] !== Driver.NATIVE) return ENODEV;
      r.flag = m.linux.handler[dev] !== 0 ? 1 : m.linux.msiIrq[dev] !== 0 ? 2 : 0;
      return 0;
    },
  });
  const done = unlockingDevice(c, dev, {
    actor: 'linux',
    fn: 'device_unbind_cleanup',
    writes: [at('linux.dev', dev)],
    run: () => {
      m.linux.driver[dev] = Driver.NONE;
    },
  });
  return seq(
    release,
    when(
      () => r.flag === 1,
      seq(
        local(() => (r.flag = 0)),
        freeIrq(c, dev),
      ),
    ),
    when(
      () => r.flag === 2,
      seq(
        local(() => (r.flag = 0)),
        pciFreeIrqVectors(c, dev),
      ),
    ),
    pciDisableDevice(c, dev),
    done,
  );
}

/**
 * pci_alloc_irq_vectors_affinity (drivers/pci/msi/msi.c, Linux 6.1): each vector takes the smallest free irq
 * number, which makes MSI users competitors of the lines of dynamic IO-APICs. -ENODEV: the function has no MSI.
 */
function pciAllocIrqVectors(c: Context, dev: Dev): Code {
  const { m } = c;
  const vectors = m.scope.devices[dev]!.msi;
  return step({
    actor: 'linux',
    fn: 'pci_alloc_irq_vectors',
    args: `${devName(m, dev)}, ${vectors}`,
    reads: [],
    writes: ['linux.irqs', at('linux.dev', dev)],
    run: () => {
      if (vectors === 0) return ENODEV;
      for (let i = 0; i < vectors; i++) {
        const irq = irqAllocDesc(m, IrqUser.MSI + dev);
        if (i === 0) m.linux.msiIrq[dev] = irq + 1;
      }
      return 0;
    },
  });
}

/** pci_free_irq_vectors (drivers/pci/msi/msi.c, Linux 6.1): the numbers are free at once. */
function pciFreeIrqVectors(c: Context, dev: Dev): Code {
  const { m } = c;
  return step({
    actor: 'linux',
    fn: 'pci_free_irq_vectors',
    args: devName(m, dev),
    reads: [],
    writes: ['linux.irqs', at('linux.dev', dev)],
    run: () => {
      freeIrqsOf(m, IrqUser.MSI + dev);
      m.linux.msiIrq[dev] = 0;
      return 0;
    },
  });
}

/**
 * An event channel of another user in dom0 (xenstored, a backend): bind_evtchn_to_irq
 * (drivers/xen/events/events_base.c, Linux 6.1).
 */
export function evtchnBind(c: Context): Code {
  const { m } = c;
  return step({
    actor: 'linux',
    fn: 'bind_evtchn_to_irq',
    args: '',
    reads: [],
    writes: ['linux.irqs'],
    run: () => {
      irqAllocDesc(m, IrqUser.EVTCHN);
      return 0;
    },
  });
}

function freeIrqsOf(m: Model, user: number): void {
  let freed = 0;
  for (let i = 0; i < m.scope.irqs.count; i++)
    if (m.linux.irqUser[i] === user) {
      irqFreeDesc(m, i as IrqIx);
      freed++;
    }
  if (freed === 0) throw new ModelBound('MSI vectors freed twice');
}
