import type { Built } from '../model/system.js';
import type { Expander } from './expander.js';
import type { Judging } from './judging.js';
import type { Ledger } from './ledger.js';
import type { States } from './states.js';

/** What a search is about, and where it is written down, whoever does it. */
export interface Undertaking<M> {
  readonly built: Built<M>;
  readonly judging: Judging<M>;
  readonly expander: Expander<M>;
  readonly ledger: Ledger;
  /** Ends, by a limit, beyond this many states. */
  readonly maxStates: number;
  /** Ends as soon as every property is violated. */
  readonly untilViolated: boolean;
  /** From this state on `between` is to be called before another is expanded. */
  readonly pause: number;
  /** True if others are to go on from state `at`. May throw LimitReached. */
  between(at: number): boolean;
}

/** Who expands the states of a search and numbers what is found. */
export interface Searcher {
  readonly states: States;
  /** Memory in use for them, in bytes. */
  readonly bytes: number;
  /** Searches on; false if others are to do so before the end. Throws ModelBound, of which LimitReached is one. */
  run(): boolean;
  /** The instructions that found the states that wait to be expanded. */
  waiting(): Uint16Array;
}
