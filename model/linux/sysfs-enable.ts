import { seq, unwinding, type Code } from '../code.js';
import { EBUSY, EIO } from '../errno.js';
import { at, devName, type Context } from '../model.js';
import type { Dev } from '../numbers.js';
import { Driver } from '../state.js';
import { lockingDevice, unlockingDevice } from './driver.js';
import { pciDisableDevice, pciEnableDevice } from './pci-enable.js';

/**
 * `echo 1 > /sys/bus/pci/devices/<sbdf>/enable` (enable_store, drivers/pci/pci-sysfs.c, Linux 6.1), under the device lock.
 * -EBUSY: a driver has the device.
 */
export const sysfsEnable = (c: Context, dev: Dev): Code =>
  enableStore(c, dev, () => 0, pciEnableDevice(c, dev));

/** `echo 0 > .../enable`: -EBUSY as above, -EIO when the device is not enabled. */
export const sysfsDisable = (c: Context, dev: Dev): Code =>
  enableStore(c, dev, () => (c.m.linux.enableCnt[dev] === 0 ? EIO : 0), pciDisableDevice(c, dev));

function enableStore(c: Context, dev: Dev, check: () => number, body: Code): Code {
  const { m } = c;
  const start = lockingDevice(c, dev, {
    actor: 'linux',
    fn: 'enable_store',
    reads: [at('linux.dev', dev)],
    run: () => (m.linux.driver[dev] === Driver.NONE ? check() : EBUSY),
  });
  const end = (how: string): Code =>
    unlockingDevice(c, dev, {
      actor: 'linux',
      fn: 'enable_store',
      args: `${devName(m, dev)}${how}`,
      run: () => {},
    });
  return seq(start, unwinding(body, end(': error')), end(': done'));
}
