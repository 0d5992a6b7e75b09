import type { Parts } from '../growing.js';
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

  whole(): Parts {
    return {
      length: this.count * this.wordsPerState,
      subarray: (from, to) => this.collected(from, to),
    };
  }

  private collected(from: number, to: number): Int32Array {
    const { wordsPerState: n } = this;
    const words = newWords(to - from);
    for (let i = from; i < to; i++) {
      const at = Math.floor(i / n);
      words[i - from] = this.arenaOf(at)[this.place(at) + (i % n)]!;
    }
    return words;
  }
}
