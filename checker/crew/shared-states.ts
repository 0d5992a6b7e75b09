import { newWords } from '../limits.js';
import type { States } from '../states.js';
import { ownerBits, type Commons } from './commons.js';

/** The states of a shared search, as far as they are numbered. */
export class SharedStates implements States {
  count = 0;
  private readonly bits: number;

  constructor(
    private readonly commons: Commons,
    private readonly wordsPerState: number,
  ) {
    this.bits = ownerBits(commons);
  }

  arenaOf(at: number): Int32Array {
    const { arenas, places } = this.commons;
    return arenas[places[at]! & ((1 << this.bits) - 1)]!;
  }

  place(at: number): number {
    return (this.commons.places[at]! >>> this.bits) * this.wordsPerState;
  }

  whole(): Int32Array {
    const { count, wordsPerState: n } = this;
    const all = newWords(count * n);
    for (let at = 0; at < count; at++) {
      const [arena, place] = [this.arenaOf(at), this.place(at)];
      for (let w = 0; w < n; w++) all[at * n + w] = arena[place + w]!;
    }
    return all;
  }
}
