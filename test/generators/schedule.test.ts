import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decision } from '../../checker/schedule.js';
import { schedules } from '../../generators/schedule.js';
import { assertSeeded, integerSeed } from '../../generators/seed.js';
import { shrinkWalk } from './shrinking.js';

test('schedules hold four decisions a number, and no more than asked', () => {
  assertSeeded(
    'bytes',
    fc.property(schedules({ maxLength: 50 }), (s) => {
      expect(s.length).toBeLessThanOrEqual(13);
      for (let i = 0; i < 4 * s.length; i++)
        expect(decision(s, i)).toBe((s[Math.floor(i / 4)]! >>> (8 * (i % 4))) & 0xff);
      expect(decision(s, 4 * s.length + 7)).toBe(4 * s.length + 7);
    }),
  );
});

test('long ones occur, and the same seed gives the same ones', () => {
  const sample = (): number[][] => fc.sample(schedules(), { seed: integerSeed('long'), numRuns: 50 });
  expect(sample()).toEqual(sample());
  expect(Math.max(...sample().map((s) => s.length))).toBeGreaterThan(40);
});

test('they shrink to the empty one', () => {
  expect(shrinkWalk(schedules(), 'empty').at(-1)).toEqual([]);
});
