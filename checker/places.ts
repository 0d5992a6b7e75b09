import type { Program } from '../model/system.js';

/** Engines name an instruction by its place in the list of those of all programs: here the place of each program's first. */
export function firstPlaces(programs: readonly Program[]): Int32Array {
  let place = 0;
  return Int32Array.from(
    programs,
    ({ instructions }) => (place += instructions.length) - instructions.length,
  );
}
