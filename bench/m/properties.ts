import type { Built } from '../../model/system.js';
import { NOT_APPLICABLE, OK, VIOLATED, type Answer, type Property } from '../../properties/property.js';
import type { M } from './model.js';

/** The four invariants of M(n, P), asked in every state. */
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
  ask: (m: M) => Answer,
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
    on: ({ model }: Built<M>) => ({ state: () => ask(model), witness: () => witness }),
  };
}

function irqOfGsiInjective({ devices, irqOfGsi, gsiOfIrq }: M): Answer {
  let answer: Answer = NOT_APPLICABLE;
  for (let gsi = 0; gsi < devices; gsi++) {
    const irq = irqOfGsi[gsi]!;
    if (irq === 0) continue;
    if (gsiOfIrq[irq - 1] !== gsi + 1) return VIOLATED;
    answer = OK;
  }
  return answer;
}

function pirqsBijective({ pirqs, pirqGsi, pirqIrq, irqOfGsi }: M): Answer {
  let answer: Answer = NOT_APPLICABLE;
  for (let pirq = 0; pirq < pirqs; pirq++) {
    const irq = pirqIrq[pirq]!;
    if (irq === 0) continue;
    if (irqOfGsi[pirqGsi[pirq]! - 1] !== irq) return VIOLATED;
    for (let other = 0; other < pirq; other++) if (pirqIrq[other] === irq) return VIOLATED;
    answer = OK;
  }
  return answer;
}

function permittedIsMapped({ devices, pirqs, permitted, pirqIrq }: M): Answer {
  let answer: Answer = NOT_APPLICABLE;
  for (let irq = 0; irq < devices; irq++) {
    if (permitted[irq] === 0) continue;
    let pirq = 0;
    while (pirq < pirqs && pirqIrq[pirq] !== irq + 1) pirq++;
    if (pirq === pirqs) return VIOLATED;
    answer = OK;
  }
  return answer;
}

function configuredBeforeBound({ devices, bound, registered, level, low }: M): Answer {
  let answer: Answer = NOT_APPLICABLE;
  for (let d = 0; d < devices; d++) {
    if (bound[d] === 0) continue;
    if ((registered[d]! & level[d]! & low[d]!) === 0) return VIOLATED;
    answer = OK;
  }
  return answer;
}
