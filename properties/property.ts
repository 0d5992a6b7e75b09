import type { Built } from '../model/system.js';
import type { Instruction, Involved } from '../model/system.js';

/** What a property answers about one state or one step. */
export const NOT_APPLICABLE = 0;
export const OK = 1;
export const VIOLATED = 2;
export type Answer = typeof NOT_APPLICABLE | typeof OK | typeof VIOLATED;

/**
 * When a property is asked: `always` in every state; `quiescent` in every state, and it looks itself for objects on which
 * no procedure is in flight; `step` on every transition; `at-rest` in the states where no progress is possible any more
 * (bottom strongly connected components), violated only if it is violated in all states of one.
 */
export type Kind = 'always' | 'quiescent' | 'step' | 'at-rest';

/** A question about the behaviour of a system with the model `M`, compiled for one system by `on`. */
export interface Property<M = unknown> {
  /** Section 8 of the facts: I1, L1 ... */
  readonly id: string;
  /** Name in reports: `line-identity`. */
  readonly name: string;
  readonly kind: Kind;
  /** `quality`: latency or a leak without consequence. */
  readonly severity: 'defect' | 'quality';
  /** The question in words. */
  readonly question: string;
  /** Where it comes from: thread, mail, source. */
  readonly cites: string;
  /** Groups of the state it looks at. */
  readonly reads: readonly string[];
  on(built: Built<M>): Check;
}

/** A property bound to a system. All methods look at the working state; none allocates except `witness`. */
export interface Check {
  /** For `always`, `quiescent`, `at-rest`. `busy`: where a procedure is in flight, from `System.busy`. */
  state?(busy: Involved): Answer;
  /**
   * For `step`: remembers what it compares the state after a step with; where nothing that it reads has changed, there is
   * nothing to judge. Without it a step is judged by what it is, whatever it changes.
   */
  before?(): void;
  /** For `step`: judges the state after `instruction` was taken by `thread`; what `before` remembers stays. */
  after?(thread: number, instruction: Instruction): Answer;
  /** For `step`, where that is quicker than `before`: the state that `after` judged is the state before the next step. */
  advance?(): void;
  /** After an answer of VIOLATED, in the same state: the objects that clash, by name, in one sentence. */
  witness(): string;
}
