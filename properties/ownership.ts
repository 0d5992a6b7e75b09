import { Domain } from '../model/state.js';
import type { Model } from '../model/model.js';
import { NOT_APPLICABLE, OK, VIOLATED, type Property } from './property.js';
import { guestsOf, ownedBy, UNKNOWN, wiredLine, words } from './truth.js';

/** I4: deliberately false while an attach is in flight, because QEMU binds before the device is assigned. */
export const ownership: Property<Model> = {
  id: 'I4',
  name: 'ownership',
  kind: 'quiescent',
  severity: 'defect',
  question: 'Does a guest that is bound to a line own a device on it?',
  cites: 'thread 001 (Roger Pau Monné): Xen has no relation between a GSI and a device',
  reads: ['xen.irq', 'xen.pdev', 'xen.domain'],
  on({ model: m }) {
    const wired = wiredLine(m);
    const guests = guestsOf(m);
    const lines = m.scope.lines.count;
    let clash = { d: 0, line: 0 };
    return {
      state({ domains }) {
        let answer: 0 | 1 = NOT_APPLICABLE;
        for (const d of guests) {
          if (domains & (1 << d) || m.xen.domain[d]! >= Domain.DYING) continue;
          for (let line = 0; line < lines; line++) {
            if ((m.xen.guests[line]! & (1 << d)) === 0) continue;
            answer = OK;
            let owns = false;
            for (let dev = 0; dev < wired.length; dev++)
              if ((wired[dev] === line || wired[dev] === UNKNOWN) && ownedBy(m, dev, d)) owns = true;
            if (owns) continue;
            clash = { d, line };
            return VIOLATED;
          }
        }
        return answer;
      },
      witness() {
        const w = words(m);
        return `${w.dom(clash.d)} is bound to ${w.gsi(clash.line)} and owns no device that is wired to it`;
      },
    };
  },
};
