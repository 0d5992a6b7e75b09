import { expect, test } from 'vitest';
import { judge } from '../../checker/judge.js';
import { Xorshift } from '../../checker/random.js';
import { walk } from '../../checker/walk.js';
import { artificial, attaching } from './systems.js';

const assigned = artificial('always', ({ model: m }) => m.xen.owner[0] === 3);

test('the same seed takes the same walk', () => {
  const go = (seed: string) => walk(attaching(), [assigned], { seed, runs: 5 }).violation!.path;
  expect(go('a')).toEqual(go('a'));
  expect(go('a')).not.toEqual(go('b'));
});

test('takes nearly every instruction, and says which', () => {
  const { taken, runs } = walk(attaching(), [], { seed: 'cover', runs: 300 });
  expect(runs).toBe(300);
  expect(taken.map((t) => `${t.filter(Boolean).length} of ${t.length}`)).toMatchInlineSnapshot(`
    [
      "24 of 38",
      "17 of 22",
      "8 of 16",
    ]
  `);
});

test('ends at a violation, and knows what was never concerned', () => {
  const built = attaching();
  const both = artificial('always', ({ model: m }) => m.linux.handler[1] !== 0 && m.xen.owner[0] === 3);
  const { violation, runs, applicable } = walk(built, [both], { seed: 'find', runs: 1000 });
  expect(runs).toBeLessThan(1000);
  expect(applicable).toEqual([both]);
  expect(judge(built, both, violation!.path)).toBe('it is bad');
});

test('random numbers are even, and depend on the seed alone', () => {
  const random = new Xorshift('even');
  const counts = [0, 0, 0];
  for (let i = 0; i < 30_000; i++) counts[random.below(3)]!++;
  for (const n of counts) expect(Math.abs(n - 10_000)).toBeLessThan(400);
  expect(new Xorshift('even').below(2 ** 30)).toBe(new Xorshift('even').below(2 ** 30));
});
