import type { ArmChoices, ArmDesign } from './design.js';

/**
 * What all proposals of thread 002 share: pcifront and pciback on ARM, a virtual ITS in Xen, guests libxl takes for PV as in 2014,
 * and a DeviceID that is taken for the StreamID.
 */
export const RFC: ArmChoices = {
  configPath: 'ring',
  pcibackMode: 'vpci',
  guestIts: true,
  mapping: 'none',
  hostDeviceId: 'stream-id',
  mapChecksOwner: false,
  mapdChecksOwner: false,
  unmapOnDeassign: false,
  libxlWaits: true,
};

const WHERE = 'thread 002';

/** M0: the flow as it was posted, with its problem. */
export const m0: ArmDesign = {
  ...RFC,
  id: 'm0-nothing',
  title: 'M0: the flow of thread 002 with nobody to tell Xen the virtual SBDF',
  proposal: {
    what: 'MAPD carries an id made of the virtual SBDF; Xen has to replace it',
    by: 'Manish Jaggi',
    where: WHERE,
  },
  objections: [
    {
      text: 'if two devices are assigned, Xen does not know which virtual SBDF is which device, and LPIs are not programmed',
      by: 'Manish Jaggi',
      where: WHERE,
      judged: { scenario: 'A1/two-devices', property: 'ARM-L1', steps: ['MAPD DeviceID', 'MAPTI -EPERM'] },
    },
  ],
  fate: 'posted as a problem to be solved',
  versions: [],
  base: null,
};

/** M1: dom0 tells Xen once it is known. */
export const m1: ArmDesign = {
  ...m0,
  mapping: 'dom0-tool',
  id: 'm1-dom0-tool',
  title: 'M1: a tool in dom0 calls PHYSDEVOP_map_domU_sbdf when the guest has enumerated',
  proposal: {
    what: 'PHYSDEVOP_map_domU_sbdf{real, virtual, domid} once "it is known somehow"',
    by: 'Manish Jaggi',
    where: WHERE,
  },
  objections: [
    {
      text: 'at the time of xl pci-attach the virtual SBDF is not known, enumeration has not started',
      by: 'Manish Jaggi',
      where: WHERE,
      judged: { scenario: 'A1/early-mapd', property: 'ARM-L2', steps: ['MAPD -ENODEV'] },
    },
  ],
  fate: 'asked for help, nobody offered a way',
  base: 'm0-nothing',
};

/** M2: pciback tells Xen when it picks the slot. */
export const m2: ArmDesign = {
  ...m0,
  mapping: 'pciback',
  id: 'm2-pciback',
  title: 'M2: pciback tells Xen the mapping when it picks the slot',
  proposal: {
    what: 'the mapping is done by pciback, so pciback should tell Xen, with a new hypercall',
    by: 'Stefano Stabellini',
    where: WHERE,
  },
  objections: [
    {
      text: 'it would be nice to avoid a new hypercall',
      by: 'Stefano Stabellini',
      where: WHERE,
      judged: { notAStateProperty: 'a preference about the interface' },
    },
  ],
  fate: 'the maintainer preferred it; never written',
  base: 'm0-nothing',
};

/** M3: the call with which pcifront enables MSI is used again. */
export const m3: ArmDesign = {
  ...m0,
  mapping: 'msi-call',
  id: 'm3-msi-call',
  title: "M3: pcifront's call to enable MSI tells Xen",
  proposal: {
    what: 'use the call with which pcifront enables MSI and MSI-X on x86',
    by: 'Stefano Stabellini',
    where: WHERE,
  },
  objections: [
    {
      text: 'apart from config reads and writes there shall be no communication between front and back end',
      by: 'Manish Jaggi',
      where: WHERE,
      judged: { scenario: 'A1/attach', property: 'ARM-R6', steps: ['XEN_PCI_OP_enable_msi'] },
    },
  ],
  fate: 'refused by the author of the flow',
  base: 'm0-nothing',
};

/** M4: pcifront tells Xen itself. */
export const m4: ArmDesign = {
  ...m0,
  mapping: 'pcifront',
  id: 'm4-pcifront',
  title: 'M4: pcifront calls a new hypercall with virtual and real SBDF',
  proposal: {
    what: 'xen-pcifront could call a new hypercall to let Xen know',
    by: 'Stefano Stabellini',
    where: WHERE,
  },
  objections: [
    {
      text: 'the real SBDF should not be readable in the guest in the first place',
      by: 'Stefano Stabellini',
      where: WHERE,
      judged: { scenario: 'A1/hostile', property: 'ARM-I4', steps: ['any ITS command'] },
    },
  ],
  fate: 'withdrawn by the one who proposed it',
  base: 'm0-nothing',
};

/** M5: the hypercall that assigns the device carries the virtual slot. */
export const m5: ArmDesign = {
  ...m0,
  mapping: 'attach-domctl',
  id: 'm5-attach-domctl',
  title: 'M5: the attach domctl carries the virtual slot, which the toolstack picks',
  proposal: {
    what: 'if the virtual SBDF is known it can be done in the pci-attach domctl itself',
    by: 'Manish Jaggi',
    where: WHERE,
  },
  objections: [
    {
      text: 'a virtual slot can be given to xl pci-attach, but the guest does not use it in ITS commands',
      by: 'Manish Jaggi',
      where: WHERE,
      judged: {
        notAStateProperty: 'true of the pciback of 2014, which ignores the slot; this design makes it obey',
      },
    },
  ],
  fate: 'never written',
  base: 'm0-nothing',
};

/** M6: the guest sees real addresses. */
export const m6: ArmDesign = {
  ...m0,
  mapping: 'identity',
  pcibackMode: 'passthrough',
  id: 'm6-real-ids',
  title: 'M6: the guest sees real SBDFs, its DeviceIDs are those of the host',
  proposal: {
    what: 'real StreamIDs exposed to and used in the guest virtual ITS',
    by: 'Manish Jaggi',
    where: WHERE,
  },
  objections: [
    {
      text: 'averse to having to rely on real StreamIDs being exposed and used in the guest virtual ITS',
      by: 'Stefano Stabellini',
      where: WHERE,
      judged: { scenario: 'A1/hostile', property: 'ARM-I4', steps: ['any ITS command'] },
    },
  ],
  fate: 'rejected',
  base: 'm0-nothing',
};
