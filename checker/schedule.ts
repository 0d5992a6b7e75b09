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
