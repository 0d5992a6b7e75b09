import { buildSystem, type Built } from '../model/build.js';
import type { Design } from '../model/designs/design.js';
import { InputError } from '../model/hardware/topology.js';
import { ModelBound } from '../model/model.js';
import type { Property } from '../properties/property.js';
import { coneOf } from './cone.js';
import { explore } from './explore.js';
import type { Violating } from './find.js';
import { reductions, type Reproducer } from './reductions.js';
import { shrink } from './shrink.js';
import { walk } from './walk.js';

export interface ShrinkInTimeOptions {
  /** All randomness comes from it. */
  readonly seed: string;
  /** Asked before each attempt; the best so far is kept. */
  readonly timeUp: () => boolean;
}

const RUNS = 60;
/** A search for the shortest run gives up here. */
const MAX_STATES = 20_000;
/** A system of so few states is shrunk thoroughly, each deletion decided by a search. */
const FEW_STATES = 4000;

/**
 * Shrinks a violating system while there is time: parts go as long as a few random runs still show the violation. What is
 * left is usually small enough for a shortest run, and for `shrink` to decide the deletions that random runs did not.
 */
export function shrinkInTime(
  start: Violating,
  design: Design,
  property: Property,
  { seed, timeUp }: ShrinkInTimeOptions,
): Violating {
  let best: Violating = { ...start, topology: coneOf(start.topology, start.scenario) };
  for (let smaller: Violating | null = best; smaller !== null;) {
    best = smaller;
    smaller = null;
    for (const r of reductions(best)) {
      if (timeUp()) break;
      smaller = violating(r, design, property, seed);
      if (smaller) break;
    }
  }
  if (timeUp()) return best;
  const { findings, states, limit } = explore(best.built, [property], { maxStates: MAX_STATES });
  const { path, witness } = findings[0]!;
  if (path) best = { ...best, path, witness: witness! };
  if (limit !== undefined || states > FEW_STATES || timeUp()) return best;
  try {
    return shrink(best, design, property, { seed, maxStates: FEW_STATES });
  } catch (e) {
    // Neither its random runs nor its search found the violation again; the run at hand is one all the same.
    if (e instanceof RangeError) return best;
    throw e;
  }
}

/** A violating run of the system, if a few random ones show it. Nothing is fused: the run is to be told in single steps. */
function violating(r: Reproducer, design: Design, property: Property, seed: string): Violating | null {
  try {
    const built: Built = buildSystem(r.topology, design, r.scenario);
    const { violation } = walk(built, [property], { seed, runs: RUNS });
    return violation && { ...r, built, path: violation.path, witness: violation.witness };
  } catch (e) {
    if (e instanceof InputError || e instanceof ModelBound) return null;
    throw e;
  }
}
