import type { Cell, NotAsked } from '../checker/cell.js';
import type { Difference } from '../checker/choices.js';
import type { DesignHistory, Objection } from '../model/designs/history.js';

/** An objection with what the model says about it now. */
export interface Argument {
  readonly objection: Objection;
  /** Null where no state of the machine can decide it. */
  readonly verdict: ArgumentVerdict | null;
}

export interface ArgumentVerdict {
  readonly scenario: string;
  /** What the scenario asks, in words. */
  readonly question: string;
  readonly property: { readonly id: string; readonly name: string };
  readonly cell: Cell | NotAsked;
  /** Of a violated cell: the numbers of the steps that are what was objected; null where the counterexample is another. */
  readonly shown: readonly number[] | null;
}

/** The thread about a design. */
export interface Explanation {
  readonly design: DesignHistory;
  /** What it changes of the design it departs from; null where it departs from none. */
  readonly changes: readonly Difference[] | null;
  readonly arguments: readonly Argument[];
}

/** What became of an objection. */
export type Judged =
  /** The cell is violated, and its counterexample is the objection. */
  | 'shown'
  /** The cell is violated in another way. */
  | 'shown otherwise'
  /** The model does not find what was said, which is a finding that the design tells of. */
  | 'not found, as recorded'
  /** It should be violated and is not, or the other way round. */
  | 'not as recorded'
  /** No state of the machine can decide it. */
  | 'not a state property';

/** What became of an objection, now. */
export function judgedAs({ objection, verdict }: Argument): Judged {
  if (!('scenario' in objection.judged) || !verdict) return 'not a state property';
  const { disagrees } = objection.judged;
  const violated = 'result' in verdict.cell && verdict.cell.result.verdict === 'violated';
  if (disagrees !== undefined) return violated ? 'not as recorded' : 'not found, as recorded';
  if (!violated) return 'not as recorded';
  return verdict.shown === null ? 'shown otherwise' : 'shown';
}
