import fc from 'fast-check';
import { expect, test } from 'vitest';
import { assertSeeded, integerSeed, randomOf } from '../../generators/seed.js';

test('the same seed and label give the same numbers, others give others', () => {
  const first = (seed: string, label: string): number[] => {
    const random = randomOf(seed, label);
    return [random(), random(), random()];
  };
  expect(first('a', 'x')).toEqual(first('a', 'x'));
  expect(first('a', 'x')).not.toEqual(first('a', 'y'));
  expect(first('a', 'x')).not.toEqual(first('b', 'x'));
  expect(integerSeed('a')).toBe(integerSeed('a'));
  expect(integerSeed('a')).not.toBe(integerSeed('b'));
  expect(Number.isInteger(integerSeed('a'))).toBe(true);
});

test('a failure says how to replay it, and the replay fails at once', () => {
  const property = fc.property(fc.nat(1000), (n) => n < 600);
  let message = '';
  try {
    assertSeeded('replayable', property);
  } catch (e) {
    message = (e as Error).message;
  }
  expect(message).toContain('Counterexample: [600]');
  const path = /Replay: seed "replayable", path "([\d:]+)"/.exec(message)![1]!;
  expect(() => assertSeeded('replayable', property, { path, endOnFailure: true })).toThrow(
    /Property failed after 1 tests/,
  );
});

test('what holds passes', () => {
  expect(() =>
    assertSeeded(
      'quiet',
      fc.property(fc.nat(), (n) => n >= 0),
    ),
  ).not.toThrow();
});
