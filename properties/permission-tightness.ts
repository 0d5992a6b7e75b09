import { Domain } from '../model/state.js';
import type { Model } from '../model/model.js';
import { NOT_APPLICABLE, OK, VIOLATED, type Property } from './property.js';
import { cells, guestsOf, ownedBy, UNKNOWN, wiredLine, words } from './truth.js';

/** I6 */
export const permissionTightness: Property<Model> = {
  id: 'I6',
  name: 'permission-tightness',
  kind: 'quiescent',
  severity: 'defect',
  question: 'Has a guest the right to exactly the lines of the devices it owns?',
  cites: 'Xen commit 39113a8a23; lab: irq_caps {46} -> {} while a device on GSI 46 stays',
  reads: ['xen.caps', 'xen.pdev', 'xen.domain'],
  on({ model: m }) {
    const wired = wiredLine(m);
    const guests = guestsOf(m);
    const lines = m.scope.lines.count;
    const at = cells(m);
    let clash = { d: 0, line: 0, may: false };
    return {
      state({ domains }) {
        let answer: 0 | 1 = NOT_APPLICABLE;
        for (const d of guests) {
          if (domains & (1 << d) || m.xen.domain[d] === Domain.DYING) continue;
          for (let line = 0; line < lines; line++) {
            const may = m.xen.irqCaps[at.line(d, line)] !== 0;
            let [needs, unknown] = [false, false];
            for (let dev = 0; dev < wired.length; dev++) {
              if (!ownedBy(m, dev, d)) continue;
              if (wired[dev] === line) needs = true;
              if (wired[dev] === UNKNOWN) unknown = true;
            }
            if (unknown) continue;
            if (may || needs) answer = OK;
            if (may === needs) continue;
            clash = { d, line, may };
            return VIOLATED;
          }
        }
        return answer;
      },
      witness() {
        const w = words(m);
        return clash.may
          ? `${w.dom(clash.d)} may use ${w.gsi(clash.line)} and owns no device on it`
          : `${w.dom(clash.d)} owns a device on ${w.gsi(clash.line)} and may not use that line`;
      },
    };
  },
};
