import fc from 'fast-check';
import { integerSeed } from '../../generators/seed.js';

/**
 * Walks down the shrink tree of a value: all values that fast-check tries on the way, in order, when a candidate is taken if
 * `fails` says so. The first is the generated one.
 */
export function shrinkWalk<T>(
  arbitrary: fc.Arbitrary<T>,
  seed: string,
  fails: (value: T, tried: number) => boolean = () => true,
): T[] {
  const tried: T[] = [];
  const property = fc.property(arbitrary, (value) => {
    tried.push(value);
    return tried.length > 1 && !fails(value, tried.length);
  });
  fc.check(property, { numRuns: 1, seed: integerSeed(seed) });
  return tried;
}
