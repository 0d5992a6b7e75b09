import { ENODEV, ENOENT, ENOTTY, EPERM } from '../errno.js';
import { at, type Model } from '../model.js';
import type { Dev } from '../numbers.js';

/** What a step that looks a GSI up touches. */
export const gsiLookup = (dev: Dev): string => at('pciback', dev);

/**
 * IOCTL_PRIVCMD_PCIDEV_GET_GSI -> pcistub_get_gsi_from_sbdf (drivers/xen/privcmd.c, drivers/xen/xen-pciback/pci_stub.c,
 * Linux 6.12.107). Returns the line index, or -ENOTTY (old kernel), -ENODEV (not bound to pciback), and for a device
 * without a GSI psdev->gsi itself, which is -1 = -EPERM (-ENOENT with missingGsiOk). The reference it takes is never put.
 */
export function pcidevGetGsi(m: Model, dev: Dev): number {
  const { tellsGsi, gsiLookupLeaksKref, missingGsiOk } = m.design.linux;
  if (tellsGsi !== 'privcmd-sbdf') return ENOTTY;
  if (m.pciback.stub[dev] === 0) return ENODEV;
  if (gsiLookupLeaksKref) m.pciback.leakedRef[dev] = 1;
  const gsi = m.pciback.gsi[dev]!;
  return gsi === 0 ? (missingGsiOk ? ENOENT : EPERM) : gsi - 1;
}
