import fc from 'fast-check';
import { expect, test } from 'vitest';
import { explore } from '../../../checker/explore.js';
import { systemClasses, systemFloors } from '../../../generators/arm/classes.js';
import { armSystems, type GeneratedArmSystem } from '../../../generators/arm/system.js';
import { belowFloor, distribution, printDistribution } from '../../../generators/distribution.js';
import { assertSeeded, integerSeed } from '../../../generators/seed.js';
import { buildArmSystem } from '../../../model/arm/build.js';
import { armDesigns } from '../../../model/arm/designs/index.js';
import { InputError } from '../../../model/input-error.js';
import { shrinkWalk } from '../shrinking.js';

const linesOf = ({ scenario }: GeneratedArmSystem): number =>
  (scenario.given?.length ?? 0) + Object.values(scenario.threads).flat().length;

/** A wait in an opening may never be satisfied under some design; anything else is to be buildable. */
function build({ topology, scenario }: GeneratedArmSystem, design = armDesigns[0]!): boolean {
  try {
    buildArmSystem(topology, design, scenario).system.checkRanges();
    return true;
  } catch (e) {
    if (e instanceof InputError && e.message.includes('the given: part cannot run')) return false;
    throw e;
  }
}

test('every system can be built, with every design', () => {
  let refused = 0;
  assertSeeded(
    'buildable',
    fc.property(armSystems(), (s) => {
      for (const design of armDesigns) if (!build(s, design)) refused++;
    }),
    { numRuns: 100 },
  );
  expect(refused / (100 * armDesigns.length)).toBeLessThan(0.05);
});

test('the same seed makes the same systems', () => {
  const sample = (): GeneratedArmSystem[] =>
    fc.sample(armSystems(), { seed: integerSeed('same'), numRuns: 20 });
  expect(sample()).toEqual(sample());
});

test('shrinking stays buildable and ends with one operation on one function', () => {
  for (let i = 0; i < 20; i++) {
    const tried = shrinkWalk(armSystems(), `shrink ${i}`);
    for (const s of tried) build(s, s.design);
    const last = tried.at(-1)!;
    expect(linesOf(last)).toBeLessThanOrEqual(linesOf(tried[0]!));
    expect([linesOf(last), last.topology.devices.length, last.design.id]).toEqual([1, 1, armDesigns[0]!.id]);
  }
});

test('no class of systems dies out', () => {
  const sample = fc.sample(armSystems(), { seed: integerSeed('ARM systems'), numRuns: 2000 });
  const spread = distribution(systemClasses, sample);
  expect(belowFloor(spread, systemFloors), printDistribution(spread)).toEqual([]);
  const quiet = distribution(
    systemClasses,
    sample.filter((s) => !s.scenario.threads['its']),
  );
  expect(belowFloor(quiet, systemFloors)).toContain(
    `a guest talks to its ITS itself: 0 of ${quiet.total}, less than 15 %`,
  );
});

test('floors are of classes that exist', () => {
  expect(Object.keys(systemClasses)).toEqual(expect.arrayContaining(Object.keys(systemFloors)));
});

test('random systems are small enough to be searched', () => {
  let whole = 0;
  const sample = fc.sample(armSystems(), { seed: integerSeed('searched'), numRuns: 100 });
  for (const { topology, design, scenario } of sample)
    if (explore(buildArmSystem(topology, design, scenario), [], { maxStates: 30_000 }).limit === undefined)
      whole++;
  expect(whole / sample.length).toBeGreaterThan(0.9);
}, 60_000);
