import type { Model } from '../model/model.js';
import { NOT_APPLICABLE, OK, VIOLATED, type Property } from './property.js';
import { UNKNOWN, wiredLine, words } from './truth.js';

/** I9: costs up to 1 ms per interrupt to every sharer of the line. */
export const noGhostSharer: Property<Model> = {
  id: 'I9',
  name: 'no-ghost-sharer',
  kind: 'quiescent',
  severity: 'quality',
  question: 'Has dom0 a handler on every line that it is bound to?',
  cites: 'lab: dom0 stays bound, the pin unmasked, after the driver is gone; thread 003, unmask in pciback',
  reads: ['xen.irq', 'linux.handler', 'linux.gsi'],
  on({ model: m }) {
    const wired = wiredLine(m);
    const lines = m.scope.lines.count;
    let clash = 0;
    return {
      state({ devices }) {
        let answer: 0 | 1 = NOT_APPLICABLE;
        for (let line = 0; line < lines; line++) {
          if ((m.xen.guests[line]! & 1) === 0) continue;
          let used = false;
          for (let dev = 0; dev < wired.length; dev++) {
            const perhapsHere = wired[dev] === line || wired[dev] === UNKNOWN;
            if (perhapsHere && devices & (1 << dev)) used = true;
            if (m.linux.handler[dev] !== 0 && m.linux.handler[dev] === m.linux.gsiIrq[line]) used = true;
          }
          answer = OK;
          if (used) continue;
          clash = line;
          return VIOLATED;
        }
        return answer;
      },
      witness: () => `dom0 is bound to ${words(m).gsi(clash)} and no driver of dom0 handles it`,
    };
  },
};
