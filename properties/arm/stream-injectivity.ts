import type { ArmModel } from '../../model/arm/model.js';
import { NOT_APPLICABLE, OK, VIOLATED, type Answer, type Property } from '../property.js';
import { guestOwning, truthOf, words } from './truth.js';

/** I2 of section A6. */
export const streamInjectivity: Property<ArmModel> = {
  id: 'ARM-I2',
  name: 'stream-injectivity',
  kind: 'always',
  severity: 'defect',
  question: 'Do devices that share a stream share their owner, once a guest has one of them?',
  cites: 'arm_smmu_master_alloc_smes (smmu.c) shares stream matches; iommu-map entries may overlap',
  reads: ['xen.pdev'],
  on(built) {
    const { model: m } = built;
    const t = truthOf(built);
    let clash = { a: 0, b: 0 };
    return {
      state() {
        let answer: Answer = NOT_APPLICABLE;
        for (let a = 0; a < t.devices; a++)
          for (let b = 0; b < t.devices; b++) {
            if (a === b || t.stream[a]! < 0 || t.stream[a] !== t.stream[b] || guestOwning(m, a) === 0)
              continue;
            answer = OK;
            if (guestOwning(m, a) === guestOwning(m, b)) continue;
            clash = { a, b };
            return VIOLATED;
          }
        return answer;
      },
      witness() {
        const w = words(m);
        return `${w.dev(clash.a)} of ${w.owner(clash.a)} and ${w.dev(clash.b)} of ${w.owner(clash.b)} are both ${w.stream(t.stream[clash.a]!)}`;
      },
    };
  },
};
