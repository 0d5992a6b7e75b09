import type { Built, Move } from '../model/system.js';
import type { Property } from '../properties/property.js';
import { judgeRest } from './at-rest.js';
import { Judging, moveOf, NEVER, type Watched } from './judging.js';
import { Search, type Progress } from './search.js';

export interface ExploreOptions {
  /** Gives up, inconclusive, beyond this many states. */
  readonly maxStates?: number;
  /** Called now and then with what is known so far. */
  readonly progress?: (p: Progress) => void;
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
  /** A run to a state in which a thread waits for ever outside a declared wait; null if there is none. */
  readonly deadlock: { path: readonly Move[]; thread: string } | null;
  readonly limit?: string;
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
  const judging = new Judging(built, properties);
  const search = new Search(built, judging, {
    maxStates: options.maxStates ?? MOST_STATES,
    keepEdges: judging.resting.length > 0 || programs.some((p) => !p.daemon),
    debug: options.debug ?? false,
    progress: options.progress,
  });
  search.run();
  const { limit } = search;
  const stuck = limit === undefined ? judgeRest(built, judging.resting, search) : null;
  return {
    states: search.store.count,
    transitions: search.transitions,
    depth: search.depth,
    findings: judging.watched.map((w) => finding(search, w)),
    taken: programs.map((p, thread) =>
      p.instructions.map((i) => search.expander.taken[judging.first[thread]! + i.index] !== 0),
    ),
    deadlock: stuck && { path: search.pathTo(stuck.at), thread: stuck.thread },
    ...(limit === undefined ? {} : { limit }),
  };
}

function finding<M>(search: Search<M>, w: Watched<M>): Finding {
  const { property } = w;
  if (w.at !== NEVER) {
    const path = search.pathTo(w.at);
    if (w.move !== NEVER) path.push(moveOf(w.move));
    return { property, verdict: 'violated', path, witness: w.witness };
  }
  if (search.limit !== undefined) return { property, verdict: 'inconclusive', limit: search.limit };
  return { property, verdict: w.applicable ? 'holds' : 'vacuous' };
}
