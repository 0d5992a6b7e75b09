import type { Built } from '../../model/system.js';
import { NOT_APPLICABLE, OK, VIOLATED, type Answer, type Property } from '../../properties/property.js';
import type { M } from './model.js';

/** The four invariants of M(n, P), asked in every state. Sets of irqs are bits of a word: n is at most 30. */
export const propertiesOfM: readonly Property<M>[] = [
  invariant(
    'irq-of-gsi',
    'Do two GSIs never share an irq?',
    ['gsi', 'irq'],
    irqOfGsiInjective,
    'two GSIs have the same irq',
  ),
  invariant(
    'pirq-irq',
    'Are pirqs and irqs mapped one to one?',
    ['pirq', 'gsi'],
    pirqsBijective,
    'a pirq and its irq disagree',
  ),
  invariant(
    'permission',
    'Is every permitted irq mapped?',
    ['permission', 'pirq'],
    permittedIsMapped,
    'an irq is permitted and not mapped',
  ),
  invariant(
    'configured',
    'Is the pin configured before it is bound?',
    ['dev', 'pin'],
    configuredBeforeBound,
    'a device is bound and its pin not configured',
  ),
];

function invariant(
  id: string,
  question: string,
  reads: readonly string[],
  of: (m: M) => () => Answer,
  witness: string,
): Property<M> {
  return {
    id,
    name: id,
    kind: 'always',
    severity: 'defect',
    question,
    cites: 'the shape of I1, L1 and P1 of the real model',
    reads,
    on: ({ model }: Built<M>) => ({ state: of(model), witness: () => witness }),
  };
}

function irqOfGsiInjective({ devices, irqOfGsi, gsiOfIrq }: M): () => Answer {
  return () => {
    let answer: Answer = NOT_APPLICABLE;
    for (let gsi = 0; gsi < devices; gsi++) {
      const irq = irqOfGsi[gsi]!;
      if (irq === 0) continue;
      if (gsiOfIrq[irq - 1] !== gsi + 1) return VIOLATED;
      answer = OK;
    }
    return answer;
  };
}

function pirqsBijective({ pirqs, pirqGsi, pirqIrq, irqOfGsi }: M): () => Answer {
  return () => {
    let seen = 0;
    for (let pirq = 0; pirq < pirqs; pirq++) {
      const irq = pirqIrq[pirq]!;
      if (irq === 0) continue;
      if (irqOfGsi[pirqGsi[pirq]! - 1] !== irq || (seen & (1 << irq)) !== 0) return VIOLATED;
      seen |= 1 << irq;
    }
    return seen === 0 ? NOT_APPLICABLE : OK;
  };
}

function permittedIsMapped({ devices, pirqs, permitted, pirqIrq }: M): () => Answer {
  return () => {
    let mapped = 0;
    for (let pirq = 0; pirq < pirqs; pirq++) mapped |= 1 << pirqIrq[pirq]!;
    let some = 0;
    let unmapped = 0;
    for (let irq = 0; irq < devices; irq++) {
      some |= permitted[irq]!;
      unmapped |= permitted[irq]! & ~(mapped >> (irq + 1));
    }
    return unmapped !== 0 ? VIOLATED : some === 0 ? NOT_APPLICABLE : OK;
  };
}

function configuredBeforeBound({ devices, bound, registered, level, low }: M): () => Answer {
  return () => {
    let some = 0;
    let unconfigured = 0;
    for (let d = 0; d < devices; d++) {
      some |= bound[d]!;
      unconfigured |= bound[d]! & ~(registered[d]! & level[d]! & low[d]!);
    }
    return unconfigured !== 0 ? VIOLATED : some === 0 ? NOT_APPLICABLE : OK;
  };
}
