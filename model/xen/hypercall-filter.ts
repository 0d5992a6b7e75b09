import { ENOSYS, EOPNOTSUPP, EPERM } from '../errno.js';
import type { Choices } from '../designs/choices.js';
import { DOM0, type Dom } from '../numbers.js';

export type PhysdevOp =
  'map_pirq' | 'unmap_pirq' | 'setup_gsi' | 'pci_device_add' | 'pci_device_reset' | 'release_msix';

/**
 * hvm_physdev_op (xen/arch/x86/hvm/hypercall.c, Xen 4.17 and 4.20): which PHYSDEVOP a dom0 may call at all. A PV dom0
 * does not pass this filter, but the operation must exist. Returns 0 or -ENOSYS; for (un)map_pirq, whose target is `d`, also
 * -EOPNOTSUPP where an HVM target must have pirqs, and -EPERM where a PVH dom0 may not be its own target.
 */
export function physdevFilter({ xen, dom0, libxl }: Choices, op: PhysdevOp, d: Dom = DOM0): number {
  if (op === 'pci_device_reset' && !xen.deviceReset) return ENOSYS;
  if (op === 'map_pirq' || op === 'unmap_pirq') {
    const hasPirq = d === DOM0 ? dom0 === 'pv' : libxl.hvmPirq;
    if (xen.mapPirqFor === 'has-pirq' && !hasPirq) return EOPNOTSUPP;
    if (xen.mapPirqFor === 'not-self' && d === DOM0 && dom0 === 'pvh') return EPERM;
  }
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
