import type { Model } from '../model/model.js';
import { NOT_APPLICABLE, OK, VIOLATED, type Property } from './property.js';
import { cells, words } from './truth.js';

/** I14 */
export const tableConsistency: Property<Model> = {
  id: 'I14',
  name: 'table-consistency',
  kind: 'always',
  severity: 'defect',
  question:
    'Are the tables pirq -> irq and irq -> pirq of each domain inverse to each other, signs included?',
  cites: 'xen/arch/x86/irq.c; known bugs INTX-03, INTX-04',
  reads: ['xen.pirq'],
  on({ model: m }) {
    const pirqs = m.scope.pirqs.count;
    const lines = m.scope.lines.count;
    const at = cells(m);
    let clash = { d: 0, p: 0 };
    const mirrored = (d: number, p: number, irq: number): boolean =>
      m.xen.irqPirq[at.line(d, Math.abs(irq) - 1)] === Math.sign(irq) * (p + 1);
    return {
      state() {
        let answer: 0 | 1 = NOT_APPLICABLE;
        for (let d = 0; d < m.scope.domains.length; d++) {
          for (let p = 0; p < pirqs; p++) {
            const irq = m.xen.pirqIrq[at.pirq(d, p)]!;
            if (irq === 0) continue;
            answer = OK;
            if (mirrored(d, p, irq)) continue;
            clash = { d, p };
            return VIOLATED;
          }
          for (let line = 0; line < lines; line++) {
            const pirq = m.xen.irqPirq[at.line(d, line)]!;
            if (pirq === 0) continue;
            answer = OK;
            if (m.xen.pirqIrq[at.pirq(d, Math.abs(pirq) - 1)] === Math.sign(pirq) * (line + 1)) continue;
            clash = { d, p: Math.abs(pirq) - 1 };
            return VIOLATED;
          }
        }
        return answer;
      },
      witness: () => `the two tables of ${words(m).dom(clash.d)} disagree about ${words(m).pirq(clash.p)}`,
    };
  },
};
