import { describe, expect, test } from 'vitest';
import { buildM } from '../../bench/m/model.js';
import { propertiesOfM } from '../../bench/m/properties.js';
import { explore } from '../../checker/explore.js';

/** Sizes that SPIN, TLC and rumur agree on. */
test.each([
  [3, 3, 10_306, 42_783, 21],
  [4, 2, 78_009, 347_432, 20],
])('M(%i,%i) has the size independent tools count', (devices, pirqs, states, transitions, depth) => {
  const found = explore(buildM(devices, pirqs), propertiesOfM);
  expect([found.states, found.transitions, found.depth]).toEqual([states, transitions, depth]);
  expect(found.findings.map((f) => f.verdict)).toEqual(['holds', 'holds', 'holds', 'holds']);
  expect(found.deadlock).toBeNull();
});

test('the seeded bug is found in two devices and five steps', () => {
  const verdicts = (n: number): string[] =>
    explore(buildM(n, 1, { grantsGsi: true }), propertiesOfM).findings.map((f) => f.verdict);
  expect(verdicts(1)).toEqual(['holds', 'holds', 'holds', 'holds']);
  const permission = explore(buildM(2, 1, { grantsGsi: true }), propertiesOfM).findings[2]!;
  expect([permission.verdict, permission.path]).toEqual([
    'violated',
    [1, 1, 1, 1, 1].map((thread) => ({ thread, outcome: 0 })),
  ]);
});

describe('each invariant is violated by a state that breaks it', () => {
  test.each([
    ['irq-of-gsi', { irqOfGsi: [1, 1], gsiOfIrq: [1, 0] }],
    ['pirq-irq', { irqOfGsi: [1, 2], gsiOfIrq: [1, 2], pirqGsi: [1, 2], pirqIrq: [1, 1] }],
    ['pirq-irq', { irqOfGsi: [1, 2], gsiOfIrq: [1, 2], pirqGsi: [1, 1], pirqIrq: [1, 1] }],
    ['permission', { permitted: [1, 0] }],
    [
      'permission',
      { permitted: [1, 1], pirqIrq: [1, 0], irqOfGsi: [1, 0], gsiOfIrq: [1, 0], pirqGsi: [1, 0] },
    ],
    ['configured', { bound: [0, 1], registered: [1, 1], level: [1, 0], low: [1, 1] }],
  ] as const)('%s', (id, cells) => {
    const built = buildM(2, 2);
    for (const [field, values] of Object.entries(cells)) built.model[field as 'bound'].set(values);
    const violated = propertiesOfM.filter((p) => p.on(built).state!({ devices: 0, domains: 0 }) === 2);
    expect(violated.map((p) => p.id)).toEqual([id]);
  });
});
