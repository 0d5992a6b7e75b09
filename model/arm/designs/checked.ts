import type { ArmDesign } from './design.js';
import { m2, m4, m5, m6 } from './thread-002.js';

const combination = (
  of: ArmDesign,
  what: string,
): Pick<ArmDesign, 'proposal' | 'objections' | 'fate' | 'base'> => ({
  proposal: { what, by: 'pirqcheck', where: 'nobody proposed it; a repair of what the search finds' },
  objections: [],
  fate: 'a combination nobody discussed',
  base: of.id,
});

/** M2, and the mapping goes with the device. */
export const m2Unmap: ArmDesign = {
  ...m2,
  ...combination(
    m2,
    'pciback tells Xen, Xen asks whose the device is, and deassigning takes mapping and ITS records along',
  ),
  id: 'm2-unmap',
  title: 'M2 with ownership checks, and unmapping as part of deassign',
  mapChecksOwner: true,
  mapdChecksOwner: true,
  unmapOnDeassign: true,
};

/** M4, where Xen does not believe the guest. */
export const m4Checked: ArmDesign = {
  ...m4,
  ...combination(m4, 'pcifront tells Xen, and Xen asks whose the device is'),
  id: 'm4-checked',
  title: 'M4 with ownership checks',
  mapChecksOwner: true,
  mapdChecksOwner: true,
};

/** M5, and the mapping goes with the device. */
export const m5Unmap: ArmDesign = {
  ...m5,
  ...combination(
    m5,
    'the attach domctl carries the slot, and deassigning takes mapping and ITS records along',
  ),
  id: 'm5-unmap',
  title: 'M5 with ownership checks, and unmapping as part of deassign',
  mapChecksOwner: true,
  mapdChecksOwner: true,
  unmapOnDeassign: true,
};

/** M6, where Xen does not believe the guest. */
export const m6Checked: ArmDesign = {
  ...m6,
  ...combination(m6, 'real DeviceIDs, and MAPD asks whose the device is'),
  id: 'm6-checked',
  title: 'M6 with an ownership check at MAPD',
  mapdChecksOwner: true,
};
