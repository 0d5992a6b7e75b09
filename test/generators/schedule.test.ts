import fc from 'fast-check';
import { expect, test } from 'vitest';
import { schedules } from '../../generators/schedule.js';
import { assertSeeded, integerSeed } from '../../generators/seed.js';
import { shrinkWalk } from './shrinking.js';

test('schedules are bytes, and no longer than asked', () => {
  assertSeeded(
    'bytes',
    fc.property(schedules({ maxLength: 50 }), (s) => {
      expect(s.length).toBeLessThanOrEqual(50);
      for (const v of s) expect(v === (v & 0xff)).toBe(true);
    }),
  );
});

test('long ones occur, and the same seed gives the same ones', () => {
  const sample = (): number[][] => fc.sample(schedules(), { seed: integerSeed('long'), numRuns: 50 });
  expect(sample()).toEqual(sample());
  expect(Math.max(...sample().map((s) => s.length))).toBeGreaterThan(150);
});

test('they shrink to the empty one', () => {
  expect(shrinkWalk(schedules(), 'empty').at(-1)).toEqual([]);
});
