import type { ArmModel } from '../../model/arm/model.js';
import { NOT_APPLICABLE, OK, VIOLATED, type Property } from '../property.js';

/** The sixth requirement of thread 002. */
export const configOnly: Property<ArmModel> = {
  id: 'ARM-R6',
  name: 'config-only',
  kind: 'step',
  severity: 'quality',
  question: 'Do front and back end speak of nothing but config space?',
  cites:
    'thread 002, requirement 6: communication between DomU and Dom0 must be limited to config reads and writes',
  reads: ['pciback.ring'],
  on() {
    let asked = '';
    return {
      after(_thread, { step }) {
        if (!step.fn.startsWith('XEN_PCI_OP_')) return NOT_APPLICABLE;
        if (step.fn === 'XEN_PCI_OP_conf_write') return OK;
        asked = step.fn;
        return VIOLATED;
      },
      witness: () => `the frontend sends ${asked} over the ring`,
    };
  },
};
