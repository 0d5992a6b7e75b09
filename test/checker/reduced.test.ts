import { describe, expect, test } from 'vitest';
import { buildM } from '../../bench/m/model.js';
import { propertiesOfM } from '../../bench/m/properties.js';
import { symmetryOfM } from '../../bench/m/symmetry.js';
import { explore } from '../../checker/explore.js';
import { judge } from '../../checker/judge.js';
import { exploreReduced, type Reductions } from '../../checker/reduced.js';
import { exchangesOf } from '../../checker/symmetry/exchanges.js';
import { replay } from '../../checker/trace.js';
import { subjects } from '../../cli/subjects.js';

const reductions: [string, Reductions][] = [
  ['symmetry', { symmetry: true, order: false }],
  ['fewer orders', { symmetry: false, order: true }],
  ['both', { symmetry: true, order: true }],
];

describe.each(subjects.map((s) => [s.id, s] as const))('the whole catalogue of %s', (_id, subject) => {
  test.each(subject.designs.map((d) => [d.id, d] as const))(
    '%s: verdicts and lengths of counterexamples are those of the plain search',
    { timeout: 300_000 },
    (_design, design) => {
      const { properties } = subject;
      const searched = { plain: 0, symmetry: 0, 'fewer orders': 0, both: 0 };
      let plainlyAlike = 0;
      for (const scenario of subject.litmus) {
        const topology = subject.topologies.find((t) => t.name === scenario.topology)!;
        const build = (visible?: readonly string[]) =>
          subject.build(topology, design, scenario, visible ? { visible } : {});
        const plain = explore(build(), properties);
        searched.plain += plain.states;
        const alike = exchangesOf(build().system).exchanges.length > 0;
        if (alike) plainlyAlike += plain.states;
        for (const [name, how] of reductions) {
          // Without anything interchangeable it is the same search again.
          if (how.symmetry && !alike) continue;
          const reduced = exploreReduced(build, properties, how);
          searched[name as 'both'] += reduced.states;
          expect(
            reduced.findings.map((f) => [scenario.name, f.property.id, f.verdict, f.path?.length]),
          ).toEqual(plain.findings.map((f) => [scenario.name, f.property.id, f.verdict, f.path?.length]));
          expect([name, scenario.name, reduced.deadlock?.path.length]).toEqual([
            name,
            scenario.name,
            plain.deadlock?.path.length,
          ]);
          for (const f of reduced.findings) {
            if (!f.path) continue;
            const built = build();
            replay(built, f.path);
            if (f.property.kind !== 'at-rest') expect(judge(built, f.property, f.path)).toBe(f.witness);
            expect(reduced.shortest(f)).toBe(true);
          }
        }
      }
      expect(searched['fewer orders']).toBeLessThanOrEqual(searched.plain);
      expect(searched.symmetry).toBeLessThanOrEqual(plainlyAlike);
      if (subject.id === 'x86') expect(searched.symmetry).toBeLessThan(plainlyAlike);
      expect(searched.both).toBeLessThanOrEqual(searched.symmetry);
    },
  );
});

/** Orbits that rumur's scalarsets and a canonicalisation by sorting agree on. */
test.each([
  [3, 3, 1724, 7152],
  [4, 2, 3305, 14_730],
  [5, 2, 15_428, 80_675],
  [6, 1, 9113, 46_296],
])(
  'M(%i,%i): as many orbits of devices as rumur counts',
  { timeout: 60_000 },
  (n, p, states, transitions) => {
    const built = buildM(n, p);
    const found = explore(built, propertiesOfM, { symmetry: symmetryOfM(built) });
    expect([found.states, found.transitions]).toEqual([states, transitions]);
    expect(found.findings.map((f) => f.verdict)).toEqual(['holds', 'holds', 'holds', 'holds']);
  },
);

test('a bug that treats devices differently cannot hide behind their symmetry', () => {
  const built = buildM(3, 1, { grantsGsi: true });
  expect(() => explore(built, propertiesOfM, { symmetry: symmetryOfM(built) })).toThrow(/^grant tells apart/);
});

test('a run that nothing proves shortest is not called so', () => {
  const [subject] = subjects as [(typeof subjects)[number]];
  const design = subject.designs.find((d) => d.id === 'pvh-6.12-4.20')!;
  const order = { symmetry: false, order: true };
  let unproven = 0;
  for (const scenario of subject.litmus) {
    const topology = subject.topologies.find((t) => t.name === scenario.topology)!;
    const build = (visible?: readonly string[]) =>
      subject.build(topology, design, scenario, visible ? { visible } : {});
    const { states } = exploreReduced(build, subject.properties, order);
    const { findings, shortest } = exploreReduced(build, subject.properties, order, { maxStates: states });
    for (const f of findings) {
      if (f.verdict !== 'violated' || shortest(f)) continue;
      unproven++;
      replay(build(), f.path!);
    }
  }
  expect(unproven).toBeGreaterThan(0);
});
