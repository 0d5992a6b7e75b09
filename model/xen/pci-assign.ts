import { EBUSY, EINVAL, ENODEV } from '../errno.js';
import type { Model } from '../model.js';
import type { Dev, Dom } from '../numbers.js';
import { Domain, Owner } from '../state.js';

/** DOMID_IO, the sentinel owner of quarantined devices. */
export const DOM_IO = 'dom_io';

/** Groups a step that changes a device's owner touches. */
export const PCI_OWNERSHIP = ['xen.pdev', 'xen.domain'] as const;

/** The owner value of a domain or of dom_io. */
export const ownerOf = (d: Dom | typeof DOM_IO): number =>
  d === DOM_IO ? Owner.DOM_IO : d === 0 ? Owner.DOM0 : Owner.GUEST + d - 1;

/** Is the device assigned to domain `d`? */
export const owns = (m: Model, d: Dom, dev: Dev): boolean => m.xen.owner[dev] === ownerOf(d);

const isFree = (m: Model, dev: Dev): boolean =>
  m.xen.owner[dev] === Owner.DOM0 || m.xen.owner[dev] === Owner.DOM_IO;

/** XEN_DOMCTL_test_assign_device (xen/drivers/passthrough/pci.c, Xen 4.20): -EINVAL when it belongs to a guest. */
export const testAssignDevice = (m: Model, dev: Dev): number => (isFree(m, dev) ? 0 : EINVAL);

/**
 * XEN_DOMCTL_assign_device (xen/drivers/passthrough/pci.c, Xen 4.20): -EINVAL dying, then device_assigned: -EBUSY not free,
 * which a record without owner is not either.
 */
export function assignDevice(m: Model, dev: Dev, to: Dom | typeof DOM_IO): number {
  if (to !== DOM_IO && m.xen.domain[to]! >= Domain.DYING) return EINVAL;
  if (!isFree(m, dev)) return EBUSY;
  m.xen.owner[dev] = ownerOf(to);
  return 0;
}

/** XEN_DOMCTL_deassign_device: from a guest into quarantine, from dom_io back to dom0. -ENODEV: not owned by `from`. */
export function deassignDevice(m: Model, dev: Dev, from: Dom | typeof DOM_IO): number {
  if (m.xen.owner[dev] !== ownerOf(from)) return ENODEV;
  m.xen.owner[dev] = from === DOM_IO ? Owner.DOM0 : Owner.DOM_IO;
  return 0;
}
