import { inDigl, isDiglEmpty } from '../model/xen/digl.js';
import type { Model } from '../model/model.js';
import { NOT_APPLICABLE, OK, VIOLATED, type Property } from './property.js';
import { cells, guestsOf, wiredLine, words } from './truth.js';

/** I1 */
export const lineIdentity: Property<Model> = {
  id: 'I1',
  name: 'line-identity',
  kind: 'always',
  severity: 'defect',
  question: 'Is the line a guest is bound to for a device really the line that device is wired to?',
  cites: 'thread 000 (Jiqian Chen): irq numbers are allocated first come, so gsi != irq',
  reads: ['xen.pirq'],
  on({ model: m }) {
    const wired = wiredLine(m);
    const guests = guestsOf(m);
    const pirqs = m.scope.pirqs.count;
    const at = cells(m);
    let clash = { d: 0, p: 0, dev: 0 };
    return {
      state() {
        let answer: 0 | 1 = NOT_APPLICABLE;
        for (const d of guests)
          for (let p = 0; p < pirqs; p++) {
            const cell = at.pirq(d, p);
            const irq = m.xen.pirqIrq[cell]!;
            if (isDiglEmpty(m, cell) || irq <= 0) continue;
            for (let dev = 0; dev < wired.length; dev++) {
              if (!inDigl(m, cell, dev) || wired[dev]! < 0) continue;
              answer = OK;
              if (wired[dev] === irq - 1) continue;
              clash = { d, p, dev };
              return VIOLATED;
            }
          }
        return answer;
      },
      witness() {
        const w = words(m);
        const line = m.xen.pirqIrq[at.pirq(clash.d, clash.p)]! - 1;
        return `${w.dom(clash.d)} is bound to ${w.gsi(line)} (${w.pirq(clash.p)}) for ${w.dev(clash.dev)}, which is wired to ${w.gsi(wired[clash.dev]!)}`;
      },
    };
  },
};
