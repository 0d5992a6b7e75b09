import type { ArmModel } from '../../model/arm/model.js';
import { OK, VIOLATED, type Property } from '../property.js';

/** Xen's own life. */
export const armNoCrash: Property<ArmModel> = {
  id: 'ARM-C1',
  name: 'arm-no-crash',
  kind: 'always',
  severity: 'defect',
  question: 'Does Xen survive?',
  cites:
    'BUG_ON(ste_live) in smmu-v3.c; pci_remove_device without a remove_device hook; freed pending_irqs in the LPI tree',
  reads: ['xen.host'],
  on: ({ model: m }) => ({
    state: () => (m.xen.crashed[0] === 0 ? OK : VIOLATED),
    witness: () => 'Xen has crashed',
  }),
};
