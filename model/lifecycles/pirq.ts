import { DOM0, type Dom, type LineIx, type PirqIx } from '../numbers.js';
import { domLine, domName } from '../model.js';
import { Domain } from '../state.js';
import { ILLEGAL, lifecycle } from './lifecycle.js';

/**
 * A pirq of one domain. Unmapping it while the domain is bound poisons the pair, which only closing its event channel or
 * the end of the domain cures; there is no way from poisoned to mapped.
 */
export const pirqLife = lifecycle({
  id: 'pirq',
  title: "a domain's pirq",
  cites:
    'sections 3.2, 3.3, 3.7, 3.8 and 3.11 of the facts; map_domain_pirq, unmap_domain_pirq, pirq_guest_bind ' +
    '(xen/arch/x86/irq.c, Xen 4.20)',
  born: ['unmapped', 'mapped'],
  reads: ['xen.pirq', 'xen.irq', 'xen.domain'],
  life: {
    unmapped: { what: 'The number stands for no irq.', on: { map: 'mapped', 'free-domain': 'gone' } },
    mapped: {
      what: 'The number stands for an irq, in both tables, and the domain is not bound to it.',
      on: { bind: 'bound', unmap: 'unmapped', 'free-domain': 'gone' },
    },
    bound: {
      what: 'The domain is among the guests of the irq.',
      on: { unbind: 'mapped', 'force-unbind': 'poisoned', 'free-domain': 'gone' },
    },
    poisoned: {
      what: 'The domain was unbound by force: both tables keep the pair with negative signs.',
      on: { clear: 'unmapped', 'free-domain': 'gone' },
    },
    gone: { what: 'The domain and its tables are freed.' },
  },
  objects: (m) =>
    m.scope.domains.flatMap((_, d) =>
      m.scope.pirqs.numbers.map((n) => `pirq ${n} of ${domName(m, d as Dom)}`),
    ),
  on(m, index) {
    const [unmapped, mapped, bound, poisoned, gone] = ['unmapped', 'mapped', 'bound', 'poisoned', 'gone'].map(
      index,
    ) as [number, number, number, number, number];
    const pirqs = m.scope.pirqs.count;
    // Objects are numbered as the cells of a [domain, pirq] field.
    const domOf = m.scope.domains.flatMap((_, d) => m.scope.pirqs.numbers.map(() => d));
    const pvDom0 = m.design.dom0 === 'pv';
    return {
      state(i) {
        const d = domOf[i]! as Dom;
        const p = (i - d * pirqs) as PirqIx;
        const irq = m.xen.pirqIrq[i]!;
        if (m.xen.domain[d] === Domain.DEAD) return irq === 0 ? gone : ILLEGAL;
        const attached = d === DOM0 && pvDom0 ? m.xen.pirqEvtchn[i] !== 0 : m.xen.dpciMapped[i] !== 0;
        if (irq === 0) return attached ? ILLEGAL : unmapped;
        const line = (Math.abs(irq) - 1) as LineIx;
        if (m.xen.irqPirq[domLine(m, d, line)] !== (irq < 0 ? -(p + 1) : p + 1)) return ILLEGAL;
        if (irq < 0) return poisoned;
        const isGuest = (m.xen.guests[line]! & (1 << d)) !== 0;
        if (isGuest !== attached) return ILLEGAL;
        return isGuest ? bound : mapped;
      },
      belongsTo: (i) => Math.abs(m.xen.pirqIrq[i]!),
    };
  },
});
