import type { Combination } from './space.js';

/**
 * A set of combinations that is a product: of each dimension some of its values, as bits. `[0b11, 0b100]` are the combinations
 * that take value 0 or 1 of the first dimension and value 2 of the second.
 */
export type Cube = readonly number[];

export const isIn = (cube: Cube, combination: Combination): boolean =>
  combination.every((value, d) => (cube[d]! & (1 << value)) !== 0);

/** Is every combination of `inner` one of `outer`? */
export const isWithin = (inner: Cube, outer: Cube): boolean =>
  inner.every((bits, d) => (bits & ~outer[d]!) === 0);

/** How many combinations there are in a cube. */
export const sizeOf = (cube: Cube): number => cube.reduce((n, bits) => n * valuesIn(bits).length, 1);

/** The values whose bits are set, in order. */
export function valuesIn(bits: number): number[] {
  const values: number[] = [];
  for (let v = 0; bits >> v !== 0; v++) if (bits & (1 << v)) values.push(v);
  return values;
}
