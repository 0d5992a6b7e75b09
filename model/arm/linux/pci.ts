import type { Code } from '../../code.js';
import { act, devName, pdevOf, type Context } from '../model.js';
import type { Dev } from '../scope.js';
import { OWNERSHIP, pciAddDevice, pciRemoveDevice } from '../xen/pdev.js';

/** dom0 finds a function: xen_pci_notifier tells Xen and logs what it answers (drivers/xen/pci.c, Linux 6.12). */
export const pciAdd = (c: Context, dev: Dev): Code =>
  act('linux', 'PHYSDEVOP_pci_device_add', devName(c.m, dev), OWNERSHIP, () =>
    pciAddDevice(c.m, pdevOf(c.m, dev)),
  );

/** dom0 loses a function. */
export const pciRemove = (c: Context, dev: Dev): Code =>
  act('linux', 'PHYSDEVOP_pci_device_remove', devName(c.m, dev), OWNERSHIP, () =>
    pciRemoveDevice(c.m, pdevOf(c.m, dev)),
  );
