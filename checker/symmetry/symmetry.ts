import type { System } from '../../model/system.js';
import { after, Permutation, type Renaming } from './permutation.js';

/** Interchangeable things of a system: all states that differ by them only are searched as one. */
export interface Symmetry {
  /** Exchanges of two things each; applied as long as they make a state smaller. */
  readonly generators: readonly Permutation[];
  /** What every state is checked for to be treated alike; all of the group unless it is known otherwise to be one. */
  readonly checked: readonly Permutation[];
}

/** A state that stands for all those the generators make of it. Exact for one exchange, and for records that can be sorted. */
export class Representatives {
  private readonly image: Uint8Array;

  constructor(
    private readonly system: System,
    private readonly generators: readonly Permutation[],
  ) {
    this.image = system.initial.slice();
  }

  /** Replaces the working state by its representative. */
  settle(): void {
    const { system, generators, image } = this;
    const { state } = system;
    for (let i = 0; i < generators.length;) {
      const g = generators[i]!;
      if (!g.lowers(state)) {
        i++;
        continue;
      }
      g.apply(state, image);
      state.set(image);
      i = 0;
    }
  }
}

/** Largest group whose elements are all checked in every state. */
const MOST_ELEMENTS = 24;

/**
 * The symmetry that some exchanges generate. Those that would make the group larger than can be checked in every state are
 * left out.
 */
export function symmetryOf(system: System, exchanges: readonly Renaming[]): Symmetry {
  let kept: Renaming[] = [];
  let group: readonly Renaming[] = [];
  for (const exchange of exchanges) {
    const larger = closure([...kept, exchange]);
    if (larger === null) continue;
    kept = [...kept, exchange];
    group = larger;
  }
  return {
    generators: kept.map((r) => Permutation.of(system, r)),
    checked: group.map((r) => Permutation.of(system, r)),
  };
}

const keyOf = (r: Renaming): string => JSON.stringify([...r].sort());

/** All that the exchanges generate but what changes nothing; null if that is too much. */
function closure(exchanges: readonly Renaming[]): Renaming[] | null {
  const group = new Map<string, Renaming>([[keyOf(new Map()), new Map()]]);
  for (const r of group.values())
    for (const exchange of exchanges) {
      const next = after(r, exchange);
      group.set(keyOf(next), next);
      if (group.size > MOST_ELEMENTS) return null;
    }
  return [...group.values()].filter((r) => r.size > 0);
}
