import type { Model } from '../model/model.js';
import { NOT_APPLICABLE, OK, VIOLATED, type Property } from './property.js';

/** C1: P-NOCRASH of the catalogue of known bugs, as far as the model has crashes. */
export const noCrash: Property<Model> = {
  id: 'C1',
  name: 'no-crash',
  kind: 'always',
  severity: 'defect',
  question: 'Does Xen survive?',
  cites: 'lab: PHYSDEVOP_pci_device_reset of a record without owner is a null dereference (Xen 4.20)',
  reads: ['xen.host'],
  on({ model: m, system }) {
    const canCrash = system.programs.some((p) =>
      p.instructions.some((i) => i.step.writes.includes('xen.host')),
    );
    return {
      state: () => (!canCrash ? NOT_APPLICABLE : m.xen.crashed[0] !== 0 ? VIOLATED : OK),
      witness: () => 'Xen dereferences the missing owner of an SR-IOV VF and panics',
    };
  },
};
