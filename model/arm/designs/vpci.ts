import type { ArmDesign } from './design.js';

/** Xen as it is: vPCI compiled but switched off, a virtual ITS for dom0 alone, no virtual bus from Linux either. */
export const head: ArmDesign = {
  id: 'head',
  title: 'Xen as it is: the SMMU half of assignment, no config space and no ITS for guests',
  proposal: { what: 'what was merged so far', by: 'released', where: 'xen/arch/arm, Xen 4.22-unstable' },
  objections: [
    {
      text: 'the device is assigned, and its driver in the guest finds neither bus nor ITS',
      by: 'pirqcheck',
      where: 'has_vpci() is false in xen/arch/arm/include/asm/domain.h',
      judged: { scenario: 'A1/attach', property: 'ARM-R1', steps: ['pci_alloc_irq_vectors -ENODEV'] },
    },
  ],
  fate: 'experimental',
  versions: ['Xen 4.22-unstable'],
  base: null,
  configPath: 'none',
  pcibackMode: 'vpci',
  guestIts: false,
  mapping: 'none',
  hostDeviceId: 'rid',
  mapChecksOwner: false,
  mapdChecksOwner: false,
  unmapOnDeassign: false,
  libxlWaits: false,
};

/** M7: what the author of thread 002 planned "in the long run", with Xen's vPCI as it is and a virtual ITS for guests. */
export const m7: ArmDesign = {
  ...head,
  id: 'm7-vpci',
  title: 'M7: Xen owns the virtual bus (vPCI switched on, a virtual ITS for guests)',
  proposal: {
    what: 'trap config space reads and writes directly into Xen',
    by: 'Manish Jaggi',
    where: 'thread 002',
  },
  objections: [
    {
      text: 'vPCI takes function 0 only, and refuses after the IOMMU was switched',
      by: 'pirqcheck',
      where: 'assign_virtual_sbdf, xen/drivers/vpci/vpci.c',
      judged: {
        scenario: 'A8/other-function',
        property: 'ARM-I10',
        steps: ['XEN_DOMCTL_assign_device -EOPNOTSUPP'],
      },
    },
  ],
  fate: 'vPCI for guests is merged and off on ARM; the virtual ITS for guests was never written',
  versions: [],
  base: 'head',
  configPath: 'vpci',
  guestIts: true,
  mapping: 'virtual-bus',
};

/** M7 with what the search finds missing. */
export const m7Complete: ArmDesign = {
  ...m7,
  id: 'm7-complete',
  title: 'M7 with msi-map read by Xen, ownership checks, and unmapping as part of deassign',
  proposal: {
    what: 'Xen reads msi-map, MAPD asks whose the device is, deassigning takes ITS records and MMIO along',
    by: 'pirqcheck',
    where: 'nobody proposed it; a repair of what the search finds',
  },
  objections: [],
  fate: 'a combination nobody discussed',
  base: 'm7-vpci',
  hostDeviceId: 'msi-map',
  mapChecksOwner: true,
  mapdChecksOwner: true,
  unmapOnDeassign: true,
};
