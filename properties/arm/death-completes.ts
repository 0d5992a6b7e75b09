import type { ArmModel } from '../../model/arm/model.js';
import { Life } from '../../model/arm/state.js';
import { NOT_APPLICABLE, OK, VIOLATED, type Answer, type Property } from '../property.js';
import { leftOf, operations, truthOf, words } from './truth.js';

/** L4 of section A6. */
export const deathCompletes: Property<ArmModel> = {
  id: 'ARM-L4',
  name: 'death-completes',
  kind: 'at-rest',
  severity: 'defect',
  question: 'Is a domain that is destroyed dead in the end, with nothing of it left?',
  cites: 'domain_relinquish_resources and pci_release_devices; section A3.9',
  reads: ['thread', 'xen.domain', 'xen.pdev', 'hw.smmu', 'xen.lpi', 'xen.map'],
  on(built) {
    const { model: m } = built;
    const t = truthOf(built);
    const doomed = new Set(operations(built, 'xl.destroy').map((o) => o.dom as number));
    let clash = { d: 0, left: '' };
    return {
      state() {
        let answer: Answer = NOT_APPLICABLE;
        for (const d of t.guests) {
          if (!doomed.has(d) || m.xen.domain[d] === Life.RUNNING) continue;
          answer = OK;
          const left = m.xen.domain[d] === Life.DYING ? 'it never dies' : leftOf(m, t, d);
          if (left === null) continue;
          clash = { d, left };
          return VIOLATED;
        }
        return answer;
      },
      witness: () => `${words(m).dom(clash.d)} was destroyed, and in the end ${clash.left}`,
    };
  },
};
