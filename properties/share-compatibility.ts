import { Handler } from '../model/state.js';
import type { Model } from '../model/model.js';
import { NOT_APPLICABLE, OK, VIOLATED, type Property } from './property.js';
import { words } from './truth.js';

/** I13 */
export const shareCompatibility: Property<Model> = {
  id: 'I13',
  name: 'share-compatibility',
  kind: 'always',
  severity: 'defect',
  question:
    'Do several domains share a line only if all of them agreed to, and never with dom0 on an edge line?',
  cites: 'pirq_guest_bind, section 3.8 of the facts',
  reads: ['xen.irq', 'xen.pin'],
  on({ model: m }) {
    const lines = m.scope.lines.count;
    let clash = 0;
    return {
      state() {
        let answer: 0 | 1 = NOT_APPLICABLE;
        for (let line = 0; line < lines; line++) {
          const guests = m.xen.guests[line]!;
          if ((guests & (guests - 1)) === 0) continue;
          answer = OK;
          const edgeWithDom0 = (guests & 1) !== 0 && m.xen.pinHandler[line] === Handler.EDGE;
          if (m.xen.shareable[line] !== 0 && !edgeWithDom0) continue;
          clash = line;
          return VIOLATED;
        }
        return answer;
      },
      witness() {
        const who = m.scope.domains.filter((_, d) => m.xen.guests[clash]! & (1 << d)).join(', ');
        const why = m.xen.shareable[clash] ? 'is edge triggered' : 'was bound as not shareable';
        return `${who} share ${words(m).gsi(clash)}, which ${why}`;
      },
    };
  },
};
