import type { Built, Move } from '../model/system.js';
import type { Property } from '../properties/property.js';
import type { SystemSource } from './crew/source.js';
import { judgeRest } from './at-rest.js';
import type { Checkpoints } from './checkpoint.js';
import { judge } from './judge.js';
import { Judging, moveOf, NEVER, type Watched } from './judging.js';
import { inBytes, LimitReached } from './limits.js';
import { Search, type Progress, type Sharing } from './search.js';
import type { Symmetry } from './symmetry/symmetry.js';

export interface ExploreOptions {
  /** false: nobody asks for threads that are stuck, which takes the whole graph of the states and not only the states. */
  readonly deadlock?: boolean;
  /** Gives up, inconclusive, beyond this many states. */
  readonly maxStates?: number;
  /** Gives up, inconclusive, when what was found needs more bytes than this. */
  readonly maxBytes?: number;
  /** Gives up, inconclusive, after so many seconds. */
  readonly maxSeconds?: number;
  /** Called now and then with what is known so far; may throw LimitReached to make an end. */
  readonly progress?: (p: Progress) => void;
  /** Where the search is kept now and then, and goes on from if something is kept there. */
  readonly checkpoints?: Checkpoints;
  /** Ends, by a limit, as soon as every property is violated. */
  readonly untilViolated?: boolean;
  /**
   * Interchangeable things of the system: states that differ by them only are searched as one, and are counted as one. Runs and
   * verdicts are those of the system itself. Throws ToldApart where something is not interchangeable.
   */
  readonly symmetry?: Symmetry;
  /** Large searches are shared with workers that build the system from this; the result is the same. */
  readonly source?: SystemSource;
  /** How they are shared; otherwise the search decides itself, by its size. */
  readonly sharing?: Sharing;
  /** Told why a search that was shared, or was to be, goes on without workers. */
  readonly mishap?: (why: string) => void;
  /** Checks on every move what the search otherwise trusts; some ten times slower. Throws where it was wrong to. */
  readonly debug?: boolean;
}

/** What one property turned out to be in one system. */
export interface Finding {
  readonly property: Property;
  readonly verdict: 'holds' | 'violated' | 'vacuous' | 'inconclusive';
  /** For `violated`: the shortest run to it. */
  readonly path?: readonly Move[];
  /** For `violated` by a step: the last move of the path is that step. */
  readonly witness?: string;
  /** For `inconclusive`: which limit was hit. */
  readonly limit?: string;
}

/** The result of an exhaustive search. */
export interface Exploration {
  readonly states: number;
  readonly transitions: number;
  /** Longest of the shortest runs to any state. */
  readonly depth: number;
  readonly findings: readonly Finding[];
  /** For each program and instruction: was it ever taken? */
  readonly taken: readonly (readonly boolean[])[];
  /** A run to a state in which a thread waits for ever outside a declared wait; null if there is none, or nobody asks. */
  readonly deadlock: { path: readonly Move[]; thread: string } | null;
  readonly limit?: string;
  /** How many of the states were expanded by workers, where there were any. */
  readonly byWorkers?: number;
}

const MOST_STATES = 20_000_000;

/**
 * Breadth-first search over all interleavings of a system. Every property is judged in every state, step or resting place;
 * the first violation found is a shortest one. Moves are tried in the system's order, so results do not depend on the run.
 */
export function explore<M>(
  built: Built<M>,
  properties: readonly Property<M>[],
  options: ExploreOptions = {},
): Exploration {
  const { programs } = built.system;
  const { deadlock = true } = options;
  const judging = new Judging(built, properties);
  const search = new Search(built, judging, {
    maxStates: options.maxStates ?? MOST_STATES,
    maxBytes: options.maxBytes,
    keepEdges: judging.resting.length > 0 || (deadlock && programs.some((p) => !p.daemon)),
    debug: options.debug ?? false,
    progress: budgeted(options),
    checkpoints: options.checkpoints,
    untilViolated: options.untilViolated,
    symmetry: options.symmetry,
    source: options.source,
    sharing: options.sharing,
    mishap: options.mishap,
  });
  search.run();
  const { limit } = search;
  const stuck = limit === undefined ? judgeRest(built, judging.resting, search) : null;
  return {
    states: search.states.count,
    transitions: search.ledger.transitions,
    depth: search.ledger.depth,
    findings: judging.watched.map((w) => finding(built, search, w, options)),
    taken: programs.map((p, thread) =>
      p.instructions.map((i) => search.expander.taken[judging.first[thread]! + i.index] !== 0),
    ),
    deadlock: stuck && { path: search.pathTo(stuck.at), thread: stuck.thread },
    ...(limit === undefined ? {} : { limit }),
    ...(search.byWorkers === 0 ? {} : { byWorkers: search.byWorkers }),
  };
}

/** Progress that ends the search when a budget is used up. */
function budgeted({ maxBytes, maxSeconds, progress }: ExploreOptions): (p: Progress) => void {
  const end = maxSeconds === undefined ? Infinity : performance.now() + 1000 * maxSeconds;
  return (p) => {
    progress?.(p);
    if (maxBytes !== undefined && p.bytes > maxBytes)
      throw new LimitReached(`more than ${inBytes(maxBytes)} of memory`);
    if (performance.now() > end) throw new LimitReached(`more than ${maxSeconds} s`, true);
  };
}

function finding<M>(
  built: Built<M>,
  search: Search<M>,
  w: Watched<M>,
  { symmetry }: ExploreOptions,
): Finding {
  const { property } = w;
  if (w.at !== NEVER) {
    const path = search.pathTo(w.at);
    if (symmetry) return { property, verdict: 'violated', ...violation(built, property, path, w) };
    if (w.move !== NEVER) path.push(moveOf(w.move));
    return { property, verdict: 'violated', path, witness: w.witness };
  }
  if (search.limit !== undefined) return { property, verdict: 'inconclusive', limit: search.limit };
  return { property, verdict: w.applicable ? 'holds' : 'vacuous' };
}

/** What was found in a state that represents the one a run leads to, in that state. */
function violation<M>(
  built: Built<M>,
  property: Property<M>,
  path: readonly Move[],
  { move }: Watched<M>,
): { path: readonly Move[]; witness: string } {
  for (const run of move === NEVER ? [path] : possibleAfter(built, path)) {
    const witness = judge(built, property, run);
    if (witness !== null) return { path: run, witness };
  }
  throw new Error(`${property.id} is violated in a state and not in its like`);
}

/** The runs that are one move longer. */
function possibleAfter<M>({ system }: Built<M>, path: readonly Move[]): Move[][] {
  system.state.set(system.initial);
  for (const { thread, outcome } of path) system.fire(thread, outcome);
  return Array.from({ length: system.moves() }, (_, i) => [
    ...path,
    { thread: system.moveThread[i]!, outcome: system.moveOutcome[i]! },
  ]);
}
