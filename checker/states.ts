import type { Parts } from './growing.js';

/** The states that a search has found, by their numbers. */
export interface States {
  readonly count: number;
  /** The words among which the packed form of a state is; replaced when they grow. */
  arenaOf(at: number): Int32Array;
  /** Where it begins there. */
  place(at: number): number;
  /** The packed states, one after another. */
  whole(): Parts;
}
