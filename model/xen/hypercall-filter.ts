import { ENOSYS } from '../errno.js';
import type { Design } from '../designs/design.js';

export type PhysdevOp =
  'map_pirq' | 'unmap_pirq' | 'setup_gsi' | 'pci_device_add' | 'pci_device_reset' | 'release_msix';

/**
 * hvm_physdev_op (xen/arch/x86/hvm/hypercall.c, Xen 4.17 and 4.20): which PHYSDEVOP a dom0 may call at all. A PV dom0
 * does not pass this filter, but the operation must exist. Returns 0 or -ENOSYS.
 */
export function physdevFilter(design: Design, op: PhysdevOp): number {
  const { xen, dom0 } = design;
  if (op === 'pci_device_reset' && !xen.deviceReset) return ENOSYS;
  if (dom0 === 'pv') return 0;
  switch (op) {
    case 'map_pirq':
    case 'unmap_pirq':
      return xen.pvhMapPirq ? 0 : ENOSYS;
    case 'setup_gsi':
      return xen.pvhSetupGsi ? 0 : ENOSYS;
    case 'release_msix':
      return ENOSYS;
    case 'pci_device_add':
    case 'pci_device_reset':
      return 0;
  }
}
