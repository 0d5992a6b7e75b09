import type { Judgement } from '../model/designs/history.js';
import { lengthOf, type Counterexample } from './result.js';
import type { TraceStep } from './trace.js';

/**
 * The numbers of the steps, counted from the start of the machine, in which a counterexample shows what was objected: one for
 * each line of the judgement, in its order; null where it shows something else.
 */
export function shownIn(judged: Judgement, { prologue, steps }: Counterexample): number[] | null {
  const texts = [...prologue, ...steps].map(inWords);
  const found: number[] = [];
  for (const line of judged.steps) {
    const words = line.split(' ');
    const at = texts.findIndex((text, i) => i >= (found.at(-1) ?? 0) && words.every((w) => text.includes(w)));
    if (at < 0) return null;
    found.push(at + 1);
  }
  return found;
}

/** The step of that number. */
export function stepOf(trace: Counterexample, number: number): TraceStep {
  if (number < 1 || number > lengthOf(trace)) throw new RangeError(`there is no step ${number}`);
  return [...trace.prologue, ...trace.steps][number - 1]!;
}

const inWords = (s: TraceStep): string => `${s.thread} ${s.actor} ${s.action}(${s.args}) -> ${s.result}`;
