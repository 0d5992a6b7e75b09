import type { ArmModel } from '../../model/arm/model.js';
import { Life } from '../../model/arm/state.js';
import { NOT_APPLICABLE, OK, VIOLATED, type Answer, type Property } from '../property.js';
import { leftOf, truthOf, words } from './truth.js';

/** I11 of section A6. */
export const nothingOfTheDead: Property<ArmModel> = {
  id: 'ARM-I11',
  name: 'nothing-of-the-dead',
  kind: 'always',
  severity: 'defect',
  question: 'Does no device, stream, LPI or mapping refer to a dead domain?',
  cites: 'vgic_v3_its_free_domain only asserts that its_devices is empty',
  reads: ['xen.domain', 'xen.pdev', 'hw.smmu', 'xen.lpi', 'xen.map'],
  on(built) {
    const { model: m } = built;
    const t = truthOf(built);
    let clash = { d: 0, left: '' };
    return {
      state() {
        let answer: Answer = NOT_APPLICABLE;
        for (const d of t.guests) {
          if (m.xen.domain[d] !== Life.DEAD) continue;
          answer = OK;
          const left = leftOf(m, t, d);
          if (left === null) continue;
          clash = { d, left };
          return VIOLATED;
        }
        return answer;
      },
      witness: () => `${words(m).dom(clash.d)} is dead, and ${clash.left}`,
    };
  },
};
