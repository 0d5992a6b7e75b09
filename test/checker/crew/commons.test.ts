import { expect, test } from 'vitest';
import { received, reserveCommons } from '../../../checker/crew/commons.js';

test('a worker gets all of what is larger than 4 GiB', ({ skip }) => {
  const most = 2 ** 30 + 5;
  const commons = reserveCommons({
    members: 2,
    wordsPerState: 1,
    moves: 1,
    properties: 1,
    instructions: 1,
    most,
  });
  if (commons === null) return skip('the system does not reserve so much address space');
  const { arenas, places, by } = received(structuredClone(commons));
  expect(arenas.map((a) => a.length)).toEqual([most, most]);
  expect(places.length).toBe(most);
  expect(by.length).toBe(most);
  arenas[1]![most - 1] = 7;
  expect(commons.arenas[1]![most - 1]).toBe(7);
});
