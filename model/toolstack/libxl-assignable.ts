import { given, ignoring, local, seq, step, when, type Code } from '../code.js';
import { at, devName, type Context } from '../model.js';
import type { Dev } from '../numbers.js';
import { Driver } from '../state.js';
import { driverBind, driverUnbind } from '../linux/driver.js';
import { pcibackBind, pcibackUnbind } from '../linux/pciback.js';
import { assignDevice, deassignDevice, DOM_IO, PCI_OWNERSHIP } from '../xen/pci-assign.js';

const IN_PCIBACK = 1;
const HAS_DRIVER = 2;

/**
 * `xl pci-assignable-add` (libxl__device_pci_assignable_add, tools/libs/light/libxl_pci.c, Xen 4.20): a failing bind leaves
 * the device without its original driver.
 */
export function assignableAdd(c: Context, dev: Dev): Code {
  const { m, r } = c;
  const look = step({
    actor: 'libxl',
    fn: 'pciback_dev_is_assigned',
    args: devName(m, dev),
    reads: [at('linux.dev', dev)],
    writes: [],
    run: () => {
      const driver = m.linux.driver[dev];
      r.flag = driver === Driver.PCIBACK ? IN_PCIBACK : driver === Driver.NATIVE ? HAS_DRIVER : 0;
      return 0;
    },
  });
  const remember = step({
    actor: 'libxl',
    fn: 'pci_info_xs_write',
    args: `${devName(m, dev)}/driver_path`,
    reads: [],
    writes: [at('libxl', dev)],
    run: () => {
      m.libxl.driverPath[dev] = 1;
      return 0;
    },
  });
  const quarantine = step({
    actor: 'libxl',
    fn: 'XEN_DOMCTL_assign_device',
    args: `${devName(m, dev)}, DOMID_IO`,
    reads: [],
    writes: [...PCI_OWNERSHIP],
    run: () => assignDevice(m, dev, DOM_IO),
  });
  return seq(
    look,
    when(
      () => r.flag === IN_PCIBACK,
      local(() => (r.flag = 0)),
      seq(
        when(
          () => r.flag === HAS_DRIVER,
          seq(
            local(() => (r.flag = 0)),
            driverUnbind(c, dev),
            remember,
          ),
        ),
        pcibackBind(c, dev),
      ),
    ),
    quarantine,
  );
}

/**
 * `xl pci-assignable-remove -r` (libxl__device_pci_assignable_remove, tools/libs/light/libxl_pci.c, Xen 4.20): out of
 * quarantine, pciback unbind (result ignored), original driver.
 */
export function assignableRemove(c: Context, dev: Dev): Code {
  const { m, r } = c;
  const dequarantine = step({
    actor: 'libxl',
    fn: 'XEN_DOMCTL_deassign_device',
    args: `${devName(m, dev)}, DOMID_IO`,
    reads: [],
    writes: [...PCI_OWNERSHIP],
    run: () => deassignDevice(m, dev, DOM_IO),
  });
  const look = step({
    actor: 'libxl',
    fn: 'pci_info_xs_read',
    args: `${devName(m, dev)}/driver_path`,
    reads: [],
    writes: [at('libxl', dev)],
    run: () => {
      r.flag = m.libxl.driverPath[dev]!;
      m.libxl.driverPath[dev] = 0;
      return 0;
    },
  });
  return seq(
    dequarantine,
    ignoring(pcibackUnbind(c, dev)),
    look,
    when(
      () => r.flag !== 0,
      seq(
        local(() => (r.flag = 0)),
        given(m.scope.devices[dev]!.pin !== null, () => driverBind(c, dev, 'intx')),
      ),
    ),
  );
}
