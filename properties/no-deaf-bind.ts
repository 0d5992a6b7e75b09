import { Handler } from '../model/state.js';
import type { Model } from '../model/model.js';
import { NOT_APPLICABLE, OK, VIOLATED, type Property } from './property.js';
import { words } from './truth.js';

/** I10, as a safety proxy: delivery itself is L2. */
export const noDeafBind: Property<Model> = {
  id: 'I10',
  name: 'no-silent-deaf-bind',
  kind: 'always',
  severity: 'defect',
  question: 'Can every line that somebody is bound to deliver at all: configured and its pin open?',
  cites: 'section 3.8 of the facts; lab: a later setup_gsi leaves a deaf bind masked',
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
          if (m.xen.pinHandler[line] !== Handler.NONE && m.xen.pinMasked[line] === 0) continue;
          clash = line;
          return VIOLATED;
        }
        return answer;
      },
      witness() {
        const why = m.xen.pinHandler[clash] === Handler.NONE ? 'is not configured' : 'stays masked';
        const who = m.scope.domains.filter((_, d) => m.xen.guests[clash]! & (1 << d)).join(', ');
        return `the bind of ${who} to ${words(m).gsi(clash)} succeeded, but the pin ${why}: no interrupt will ever arrive`;
      },
    };
  },
};
