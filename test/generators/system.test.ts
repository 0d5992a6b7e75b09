import fc from 'fast-check';
import { expect, test } from 'vitest';
import { explore } from '../../checker/explore.js';
import { assertSeeded, integerSeed } from '../../generators/seed.js';
import { systems, type GeneratedSystem } from '../../generators/system.js';
import { buildSystem } from '../../model/build.js';
import { designs } from '../../model/designs/index.js';
import { lifecycleProperties } from '../../properties/lifecycles.js';
import { otherLives } from '../model/lifecycles/other-lives.js';
import { shrinkWalk } from './shrinking.js';

const linesOf = ({ scenario }: GeneratedSystem): number =>
  (scenario.given?.length ?? 0) + Object.values(scenario.threads).flat().length;

test('every system can be built, with every design', () => {
  assertSeeded(
    'buildable',
    fc.property(systems(), ({ topology, scenario }) => {
      for (const design of designs) buildSystem(topology, design, scenario).system.checkRanges();
    }),
    { numRuns: 300 },
  );
});

test('the same seed makes the same systems', () => {
  const sample = (): GeneratedSystem[] => fc.sample(systems(), { seed: integerSeed('same'), numRuns: 20 });
  expect(sample()).toEqual(sample());
});

test('shrinking stays buildable and ends with one operation on one device', () => {
  for (let i = 0; i < 20; i++) {
    const tried = shrinkWalk(systems(), `shrink ${i}`);
    for (const s of tried) buildSystem(s.topology, s.design, s.scenario);
    const last = tried.at(-1)!;
    expect(linesOf(last)).toBeLessThanOrEqual(linesOf(tried[0]!));
    expect([linesOf(last), last.topology.devices.length, last.design.id]).toEqual([1, 1, designs[0]!.id]);
  }
});

test('random systems are small enough to be searched, and refine every lifecycle', () => {
  let whole = 0;
  const sample = fc.sample(systems(), { seed: integerSeed('searched'), numRuns: 150 });
  for (const { topology, design, scenario } of sample) {
    const { findings, limit } = explore(buildSystem(topology, design, scenario), lifecycleProperties, {
      maxStates: 50_000,
    });
    if (limit === undefined) whole++;
    for (const f of findings)
      if (f.property.id !== otherLives[design.id])
        expect(
          f.verdict,
          `${f.property.id}: ${f.witness} (${design.id}, ${JSON.stringify(scenario)})`,
        ).not.toBe('violated');
  }
  expect(whole / sample.length).toBeGreaterThan(0.95);
}, 60_000);
