import type { System } from '../model/system.js';

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
export function quickMove(system: System, v: number): number {
  const threads = system.programs.length;
  for (let k = 0; k < threads; k++) {
    const thread = (v + k) % threads;
    const outcomes = system.outcomes(thread);
    if (outcomes === 0) continue;
    if (system.at(thread)!.step.recurring === true) return -1;
    return (thread << 8) | (Math.floor(v / threads) % outcomes);
  }
  return -1;
}
