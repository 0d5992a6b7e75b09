import { Domain } from '../model/state.js';
import type { Model } from '../model/model.js';
import { NOT_APPLICABLE, OK, VIOLATED, type Property } from './property.js';
import { cells, words } from './truth.js';

/** I11 */
export const noPoison: Property<Model> = {
  id: 'I11',
  name: 'no-poison',
  kind: 'always',
  severity: 'defect',
  question: 'Is no pirq of a living domain left force-unbound?',
  cites: 'section 3.3 of the facts; lab: unbind -EPERM, unmap -EINVAL, map -EBUSY, destroy fails',
  reads: ['xen.pirq', 'xen.domain'],
  on({ model: m }) {
    const pirqs = m.scope.pirqs.count;
    const at = cells(m);
    let clash = { d: 0, p: 0 };
    return {
      state() {
        let answer: 0 | 1 = NOT_APPLICABLE;
        for (let d = 0; d < m.scope.domains.length; d++) {
          if (m.xen.domain[d]! >= Domain.DYING) continue;
          for (let p = 0; p < pirqs; p++) {
            const irq = m.xen.pirqIrq[at.pirq(d, p)]!;
            if (irq !== 0) answer = OK;
            if (irq >= 0) continue;
            clash = { d, p };
            return VIOLATED;
          }
        }
        return answer;
      },
      witness() {
        const w = words(m);
        const line = -m.xen.pirqIrq[at.pirq(clash.d, clash.p)]! - 1;
        return `${w.pirq(clash.p)} of ${w.dom(clash.d)} is force-unbound from ${w.gsi(line)} and can be neither used nor unmapped`;
      },
    };
  },
};
