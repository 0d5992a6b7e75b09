import { Handler } from '../model/state.js';
import type { Model } from '../model/model.js';
import { NOT_APPLICABLE, OK, VIOLATED, type Property } from './property.js';
import { words } from './truth.js';

/** I2 */
export const configuredBeforeBound: Property<Model> = {
  id: 'I2',
  name: 'configured-before-bound',
  kind: 'always',
  severity: 'defect',
  question: 'Has every line that somebody is bound to been configured first?',
  cites: 'thread 003; Xen commit 43a1f8b38e',
  reads: ['xen.irq', 'xen.pin'],
  on({ model: m }) {
    const lines = m.scope.lines.count;
    let clash = 0;
    return {
      state() {
        let answer: 0 | 1 = NOT_APPLICABLE;
        for (let line = 0; line < lines; line++) {
          if (m.xen.guests[line] === 0) continue;
          answer = OK;
          if (m.xen.pinHandler[line] !== Handler.NONE) continue;
          clash = line;
          return VIOLATED;
        }
        return answer;
      },
      witness() {
        const w = words(m);
        const who = m.scope.domains.filter((_, d) => m.xen.guests[clash]! & (1 << d)).join(', ');
        return `${who} bound to ${w.gsi(clash)}, whose pin has no handler: nobody has configured it`;
      },
    };
  },
};
