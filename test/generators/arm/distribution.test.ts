import fc from 'fast-check';
import { expect, test } from 'vitest';
import { topologyClasses, topologyFloors } from '../../../generators/arm/topology-classes.js';
import { armTopologies } from '../../../generators/arm/topology.js';
import { belowFloor, distribution, printDistribution } from '../../../generators/distribution.js';
import { integerSeed } from '../../../generators/seed.js';

const sample = fc.sample(armTopologies(), { seed: integerSeed('ARM distribution'), numRuns: 1500 });

test('no class of machines dies out', () => {
  const spread = distribution(topologyClasses, sample);
  expect(belowFloor(spread, topologyFloors), printDistribution(spread)).toEqual([]);
});

test('a class that dies out is noticed', () => {
  const spread = distribution(
    topologyClasses,
    sample.filter((t) => t.bridges.length === 0),
  );
  expect(belowFloor(spread, topologyFloors)).toContain(
    `behind an alias: 0 of ${spread.total}, less than 10 %`,
  );
});

test('floors are of classes that exist', () => {
  expect(Object.keys(topologyClasses)).toEqual(expect.arrayContaining(Object.keys(topologyFloors)));
});
