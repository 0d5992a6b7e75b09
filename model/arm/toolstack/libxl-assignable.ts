import { seq, when, type Code } from '../../code.js';
import { act, devName, pdevOf, type Context } from '../model.js';
import type { Dev } from '../scope.js';
import { Driver } from '../state.js';
import { driverUnbind } from '../linux/driver.js';
import { pcibackBind, pcibackUnbind } from '../linux/pciback.js';
import { assignDevice, deassignDevice, DOM_IO, OWNERSHIP } from '../xen/pdev.js';

const IN_PCIBACK = 1;
const HAS_DRIVER = 2;

/**
 * `xl pci-assignable-add` (libxl__device_pci_assignable_add, tools/libs/light/libxl_pci.c): unbind, bind to pciback, quarantine.
 * A failing quarantine does not unbind.
 */
export function assignableAdd(c: Context, dev: Dev): Code {
  const { m, r } = c;
  const look = act(
    'libxl',
    'pciback_dev_is_assigned',
    devName(m, dev),
    [],
    () => {
      const driver = m.linux.driver[dev];
      r.flag = driver === Driver.PCIBACK ? IN_PCIBACK : driver === Driver.NATIVE ? HAS_DRIVER : 0;
      return 0;
    },
    { reads: ['linux.dev'] },
  );
  const quarantine = act('libxl', 'XEN_DOMCTL_assign_device', `${devName(m, dev)}, DOMID_IO`, OWNERSHIP, () =>
    assignDevice(m, pdevOf(m, dev), DOM_IO),
  );
  return seq(
    look,
    when(() => r.flag === HAS_DRIVER, driverUnbind(c, dev)),
    when(() => r.flag !== IN_PCIBACK, pcibackBind(c, dev)),
    quarantine,
  );
}

/** `xl pci-assignable-remove`: out of quarantine, then unbound. */
export function assignableRemove(c: Context, dev: Dev): Code {
  const { m } = c;
  const release = act('libxl', 'XEN_DOMCTL_deassign_device', `${devName(m, dev)}, DOMID_IO`, OWNERSHIP, () =>
    deassignDevice(m, pdevOf(m, dev), DOM_IO),
  );
  return seq(release, pcibackUnbind(c, dev));
}
