import { InputError } from '../model/input-error.js';
import { ModelBound } from '../model/model.js';
import type { Property } from '../properties/property.js';
import { explore } from './explore.js';
import type { Violating } from './find.js';
import { reductions } from './reductions.js';
import type { AnyDesign, Reproducer, Subject } from './subject.js';
import { walk } from './walk.js';

export interface ShrinkInTimeOptions {
  /** All randomness comes from it. */
  readonly seed: string;
  /** Asked before each attempt; the best so far is kept. */
  readonly timeUp: () => boolean;
}

const RUNS = 60;
/** A search for the shortest run gives up here. */
const MAX_STATES = 100_000;
/** Deletions in a system of so few states are decided by searches where random runs show nothing. */
const FEW_STATES = 4000;

type Attempt = (r: Reproducer) => Violating | null;

/**
 * Shrinks a violating system while there is time: parts go as long as a few random runs still show the violation, then, in
 * what is small by now, as long as a search does. At last the run becomes a shortest one, if a search can tell. Unlike
 * `shrink` it never blames the firmware: a machine that tells the truth does so to the end.
 */
export function shrinkInTime(
  subject: Subject,
  start: Violating,
  design: AnyDesign,
  property: Property,
  { seed, timeUp }: ShrinkInTimeOptions,
): Violating {
  const isTruthful = (r: Reproducer): boolean => subject.isTruthful(r);
  const allowed = isTruthful(start) ? isTruthful : () => true;
  const walked: Attempt = (r) => {
    const built = subject.build(r.topology, design, r.scenario);
    const { violation } = walk(built, [property], { seed, runs: RUNS });
    return violation && { ...r, built, path: violation.path, witness: violation.witness };
  };
  const searched =
    (maxStates: number): Attempt =>
    (r) => {
      const built = subject.build(r.topology, design, r.scenario);
      const { path, witness } = explore(built, [property], { maxStates }).findings[0]!;
      return path ? { ...r, built, path, witness: witness! } : null;
    };
  const rough = reduced(
    subject,
    { ...start, topology: subject.coneOf(start.topology, start.scenario) },
    walked,
    allowed,
    timeUp,
  );
  const fine = reduced(subject, rough, searched(FEW_STATES), allowed, timeUp);
  return timeUp() ? fine : (ifPossible(searched(MAX_STATES), fine) ?? fine);
}

/** Takes the first deletion that an attempt allows, again and again. */
function reduced(
  subject: Subject,
  start: Violating,
  attempt: Attempt,
  allowed: (r: Reproducer) => boolean,
  timeUp: () => boolean,
): Violating {
  let best = start;
  for (let smaller: Violating | null = start; smaller !== null;) {
    best = smaller;
    smaller = null;
    for (const r of reductions(subject, best)) {
      if (timeUp()) break;
      if (allowed(r)) smaller = ifPossible(attempt, r);
      if (smaller) break;
    }
  }
  return best;
}

/** Nothing is fused in an attempt: runs are to be told in single steps. */
function ifPossible(attempt: Attempt, r: Reproducer): Violating | null {
  try {
    return attempt(r);
  } catch (e) {
    if (e instanceof InputError || e instanceof ModelBound) return null;
    throw e;
  }
}
