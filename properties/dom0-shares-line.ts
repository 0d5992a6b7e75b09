import { DOM0 } from '../model/numbers.js';
import { Owner } from '../model/state.js';
import type { Model } from '../model/model.js';
import { NOT_APPLICABLE, OK, VIOLATED, type Answer, type Property } from './property.js';
import { wiredLine, words } from './truth.js';

/** L6 */
export const dom0SharesLine: Property<Model> = {
  id: 'L6',
  name: 'dom0-shares-line',
  kind: 'at-rest',
  severity: 'defect',
  question: "Can dom0's driver of a neighbour use a line that a guest is bound to?",
  cites:
    'section 8 of the facts, L6; lab: a neighbour on the same GSI whose driver loads later never gets an interrupt',
  reads: ['xen.irq', 'linux.handler', 'xen.pdev'],
  on({ model: m }) {
    const wired = wiredLine(m);
    let clash = 0;
    return {
      state() {
        let answer: Answer = NOT_APPLICABLE;
        for (let dev = 0; dev < wired.length; dev++) {
          const line = wired[dev]!;
          if (line < 0 || m.linux.handler[dev] === 0 || m.xen.owner[dev] !== Owner.DOM0) continue;
          if ((m.xen.guests[line]! & ~(1 << DOM0)) === 0) continue;
          answer = OK;
          if (m.xen.guests[line]! & (1 << DOM0)) continue;
          clash = dev;
          return VIOLATED;
        }
        return answer;
      },
      witness() {
        const w = words(m);
        return `a guest is bound to ${w.gsi(wired[clash]!)}; dom0's driver of ${w.dev(clash)} on the same line is not`;
      },
    };
  },
};
