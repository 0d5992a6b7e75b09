import { expect, test } from 'vitest';
import { buildM } from '../../bench/m/model.js';
import { propertiesOfM } from '../../bench/m/properties.js';
import { statesAfter } from '../../checker/forecast.js';
import { Judging } from '../../checker/judging.js';
import { Search } from '../../checker/search.js';

test('what a search expects to find is right within a half once it knows a tenth of it', () => {
  const built = buildM(4, 2);
  const search = new Search(built, new Judging(built, propertiesOfM), {
    maxStates: Infinity,
    keepEdges: false,
    debug: false,
  });
  search.run();
  const { levelEnds, levelEnd } = search.ledger;
  const expected = levelEnds.flatMap((end, i) => {
    const [a, b, c] = levelEnds.slice(i - 3, i) as [number, number, number];
    return end < levelEnd / 10 ? [] : [end + statesAfter(b - a, c - b, end - c)];
  });
  expect(expected.length).toBeGreaterThan(8);
  expect(Math.min(...expected)).toBeGreaterThan(levelEnd / 1.5);
  expect(Math.max(...expected)).toBeLessThan(levelEnd * 1.5);
});

test('levels that grow ever faster have no end in sight, and those that shrink have one', () => {
  expect(statesAfter(1, 2, 4)).toBe(Infinity);
  expect(statesAfter(1, 2, 5)).toBe(Infinity);
  expect(statesAfter(16, 8, 4)).toBeCloseTo(2 + 1 + 0.5);
  expect(statesAfter(7, 7, 1)).toBeLessThan(1);
});
