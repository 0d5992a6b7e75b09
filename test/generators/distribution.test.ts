import fc from 'fast-check';
import { expect, test } from 'vitest';
import { classes, floors } from '../../generators/classes.js';
import { belowFloor, distribution, printDistribution } from '../../generators/distribution.js';
import { integerSeed } from '../../generators/seed.js';
import { systems } from '../../generators/system.js';

const sample = fc.sample(systems(), { seed: integerSeed('distribution'), numRuns: 1500 });

test('no class dies out', () => {
  const spread = distribution(classes, sample);
  expect(belowFloor(spread, floors), printDistribution(spread)).toEqual([]);
});

test('a class that dies out is noticed', () => {
  const spread = distribution(
    classes,
    sample.filter((s) => s.topology.ioapics.length === 1),
  );
  expect(belowFloor(spread, floors)).toContainEqual(`several IO-APICs: 0 of ${spread.total}, less than 50 %`);
});

test('floors are of classes that exist', () => {
  expect(Object.keys(classes)).toEqual(expect.arrayContaining(Object.keys(floors)));
});

test('prints one line per class, the most frequent first', () => {
  const lines = printDistribution({ total: 40, counts: { rare: 1, common: 40 } });
  expect(lines).toBe('100.0 %  common\n  2.5 %  rare');
});
