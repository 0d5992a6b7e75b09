import type { Model } from '../model/model.js';
import { NOT_APPLICABLE, OK, VIOLATED, type Answer, type Property } from './property.js';
import { cells, guestsOf, wiredLine, words } from './truth.js';

/** I12 */
export const lookupFreshness: Property<Model> = {
  id: 'I12',
  name: 'lookup-freshness',
  kind: 'step',
  severity: 'defect',
  question: 'Is the number that is mapped for a device the GSI of that device at this moment?',
  cites: 'threads 000 and 001: stale irq numbers, cached relations',
  reads: ['xen.pirq'],
  on({ model: m }) {
    const wired = wiredLine(m);
    const guests = guestsOf(m);
    const pirqs = m.scope.pirqs.count;
    const at = cells(m);
    const mapped = new Int8Array(m.scope.domains.length * pirqs);
    const remember = (): void => {
      for (let i = 0; i < mapped.length; i++) mapped[i] = m.xen.pirqIrq[i]!;
    };
    let clash = { d: 0, p: 0, dev: 0 };
    return {
      before: remember,
      advance: remember,
      after(_thread, { step, busy }) {
        if (step.fn !== 'PHYSDEVOP_map_pirq' || busy.devices === 0) return NOT_APPLICABLE;
        const dev = 31 - Math.clz32(busy.devices);
        if (busy.devices !== 1 << dev || wired[dev]! < 0) return NOT_APPLICABLE;
        let answer: Answer = NOT_APPLICABLE;
        for (const d of guests)
          for (let p = 0; p < pirqs; p++) {
            const irq = m.xen.pirqIrq[at.pirq(d, p)]!;
            if (irq <= 0 || irq === mapped[at.pirq(d, p)]) continue;
            answer = OK;
            if (irq - 1 === wired[dev]) continue;
            clash = { d, p, dev };
            return VIOLATED;
          }
        return answer;
      },
      witness() {
        const w = words(m);
        const line = m.xen.pirqIrq[at.pirq(clash.d, clash.p)]! - 1;
        return `${w.gsi(line)} was mapped to ${w.dom(clash.d)} for ${w.dev(clash.dev)}, which is wired to ${w.gsi(wired[clash.dev]!)}`;
      },
    };
  },
};
