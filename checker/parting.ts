import type { Built, Move } from '../model/system.js';
import { Recorder, replay, type TraceStep } from './trace.js';

/** Where the same schedule first goes another way under another design. */
export interface Parting {
  /** Number of the step in the counterexample, counted from the start of the machine. */
  readonly step: number;
  readonly here: TraceStep;
  /** What the same thread does there instead; null if it does nothing. */
  readonly there: TraceStep | null;
  /** `step`: another step, other arguments or another result; `effect`: the same words change something else. */
  readonly by: 'step' | 'effect';
}

/**
 * Runs a counterexample's schedule on the same scenario under another design, step by step, each by the thread of the same
 * name, and finds the first step that is not the same there. Where all are, the first that does not change the same. Null if
 * nothing tells them apart.
 */
export function partingOf(here: Built, path: readonly Move[], there: Built): Parting | null {
  const { prologue, steps } = replay(here, path);
  const mine = [...prologue, ...steps];
  const theirs: TraceStep[] = [...replay(there, []).prologue];
  const sameStart = prologue.length === theirs.length;
  for (let i = 0; i < Math.max(prologue.length, theirs.length); i++) {
    const [a, b] = [mine[i], theirs[i]];
    if (!a || !b || !saysTheSame(a, b)) return parting(i, mine, b ?? null, 'step');
  }
  for (const [i, move] of path.entries()) {
    const at = prologue.length + i;
    const step = follow(there, here.system.programs[move.thread]!.thread, move.outcome);
    if (!step || !saysTheSame(mine[at]!, step)) return parting(at, mine, step, 'step');
    theirs.push(step);
  }
  const other = sameStart ? mine.findIndex((step, i) => !changesTheSame(step, theirs[i]!)) : -1;
  return other < 0 ? null : parting(other, mine, theirs[other]!, 'effect');
}

function parting(
  at: number,
  mine: readonly TraceStep[],
  there: TraceStep | null,
  by: Parting['by'],
): Parting {
  const step = Math.min(at, mine.length - 1);
  return { step: step + 1, here: mine[step]!, there, by };
}

/** Takes the next step of a thread in the working state, with the wanted outcome if it has that; null if it cannot move. */
function follow(there: Built, thread: string, outcome: number): TraceStep | null {
  const { system } = there;
  const index = system.programs.findIndex((p) => p.thread === thread);
  const n = system.moves();
  const outcomes = Array.from({ length: n }, (_, i) => i)
    .filter((i) => system.moveThread[i] === index)
    .map((i) => system.moveOutcome[i]!);
  if (outcomes.length === 0) return null;
  const recorder = new Recorder(there);
  system.fire(index, outcomes.includes(outcome) ? outcome : outcomes[0]!, recorder);
  return recorder.take()[0]!;
}

const saysTheSame = (a: TraceStep, b: TraceStep): boolean =>
  a.thread === b.thread && a.action === b.action && a.args === b.args && a.result === b.result;

const changesTheSame = (a: TraceStep, b: TraceStep): boolean =>
  JSON.stringify(a.changes) === JSON.stringify(b.changes);
