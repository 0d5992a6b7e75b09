import type { System } from '../model/system.js';
import type { ReadyThreads } from './ready.js';

/** Decisions of a byte each in one number of a schedule. */
export const DECISIONS = 4;

/** Decision `i` of a schedule; past its end the threads take turns. */
export function decision(schedule: ArrayLike<number>, i: number): number {
  const word = i >> 2;
  return word < schedule.length ? (schedule[word]! >>> (8 * (i & 3))) & 0xff : i;
}

/**
 * The possible move a schedule's value stands for: thread v % threads, or the next one that can move, and of that thread's
 * outcomes number v / threads. An index into the `n` moves the last `moves()` found; `n` is at least 1. Design D3 of the
 * measurements: every value means something, so that shrinking a value or dropping one leaves a schedule.
 */
export function chosenMove(system: System, n: number, v: number): number {
  const { moveThread } = system;
  const threads = system.programs.length;
  const wanted = v % threads;
  let first = 0;
  let nearest = threads;
  let outcomes = 0;
  for (let i = 0; i < n; i++) {
    const distance = (moveThread[i]! - wanted + threads) % threads;
    if (distance < nearest) {
      nearest = distance;
      first = i;
      outcomes = 1;
    } else if (distance === nearest) outcomes++;
  }
  let skip = Math.floor(v / threads) % outcomes;
  // A timeout stands apart from the other outcomes of its thread, at the end.
  for (let i = first; ; i++) if (moveThread[i] === moveThread[first] && skip-- === 0) return i;
}

/**
 * The same choice without asking every thread, for the inner loop: thread << 8 | outcome. -1 where that does not decide:
 * only hardware that may repeat for ever, or a timeout, is possible.
 */
export function quickMove(ready: ReadyThreads, v: number): number {
  const thread = ready.next(v);
  if (thread < 0) return -1;
  const { step } = ready;
  const outcomes = step.choices === undefined ? (step.outcomes ?? 1) : step.choices();
  if (outcomes === 1) return thread << 8;
  return (thread << 8) | (ready.outcome(v) % outcomes);
}
