import { DOM0 } from '../../model/arm/scope.js';
import type { ArmModel } from '../../model/arm/model.js';
import { NOT_APPLICABLE, OK, VIOLATED, type Answer, type Property } from '../property.js';
import { ownedBy, truthOf, words } from './truth.js';

/** I1 of section A6. */
export const streamOwner: Property<ArmModel> = {
  id: 'ARM-I1',
  name: 'stream-owner',
  kind: 'always',
  severity: 'defect',
  question: "Does the SMMU translate a device's stream for its owner only?",
  cites: 'thread 002, requirement 3; arm_smmu_assign_dev in smmu.c and smmu-v3.c',
  reads: ['hw.smmu', 'xen.pdev'],
  on(built) {
    const { model: m } = built;
    const t = truthOf(built);
    let clash = { dev: 0, d: 0 };
    return {
      state() {
        let answer: Answer = NOT_APPLICABLE;
        for (let dev = 0; dev < t.devices; dev++) {
          const stream = t.stream[dev]!;
          if (stream < 0) continue;
          const d = m.hw.stream[stream]! - 1;
          const unknown = m.xen.present[m.scope.devices[dev]!.pdev] === 0;
          if (d < 0 || (d === DOM0 && unknown)) continue;
          answer = OK;
          if (ownedBy(m, dev, d)) continue;
          clash = { dev, d };
          return VIOLATED;
        }
        return answer;
      },
      witness() {
        const w = words(m);
        return `${w.stream(t.stream[clash.dev]!)}, which is that of ${w.dev(clash.dev)}, reaches the memory of ${w.dom(clash.d)}, and the device belongs to ${w.owner(clash.dev)}`;
      },
    };
  },
};
