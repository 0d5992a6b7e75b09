import { newWords, NoMemory } from './limits.js';

/** Words beyond which a list no longer grows by copying but takes all the room it may ever need; untouched pages cost nothing. */
const COPIED = 1 << 20;
/** Most words that a list takes at once. */
const LARGEST = 2 ** 32 - 1;

/** Room for 32-bit numbers. */
export interface Words {
  readonly items: Int32Array;
  /** Makes room for `length` numbers. Throws NoMemory when there is no memory for them. */
  reserve(length: number): void;
}

/** Room that never moves, since other threads see it too. */
export class FixedWords implements Words {
  constructor(readonly items: Int32Array) {}

  reserve(length: number): void {
    if (length > this.items.length) throw new NoMemory(4 * length);
  }
}

/** A list that is read part by part, since to have it in one piece may take a copy. */
export interface Parts {
  readonly length: number;
  /** The numbers from `from` on and before `to`. */
  subarray(from: number, to: number): Int32Array;
}

/** Words of a list that are copied at once. */
export const PART = 1 << 20;

/** Puts all numbers of a list at the beginning of `into`. */
export function copyParts(list: Parts, into: Int32Array): void {
  for (let from = 0; from < list.length; from += PART)
    into.set(list.subarray(from, Math.min(from + PART, list.length)), from);
}

/** A growing list of 32-bit numbers. `items` is replaced when it grows. */
export class GrowingWords implements Words {
  items = new Int32Array(1024);
  length = 0;

  /** `most`: how many it may ever have to hold, if that is known. */
  constructor(private readonly most = Infinity) {}

  push(value: number): void {
    if (this.length === this.items.length) this.reserve(this.length + 1);
    this.items[this.length++] = value;
  }

  reserve(length: number): void {
    if (length <= this.items.length) return;
    let room = this.items.length;
    while (room < length) room *= 2;
    const all = room > COPIED && this.most >= length && this.most < LARGEST ? this.most : room;
    const larger = newWords(all, Math.min(room, LARGEST));
    larger.set(this.items);
    this.items = larger;
  }

  /** The numbers, in place. */
  get used(): Int32Array {
    return this.items.subarray(0, this.length);
  }

  /** Makes these the numbers. */
  restore(numbers: Parts): void {
    this.reserve(numbers.length);
    copyParts(numbers, this.items);
    this.length = numbers.length;
  }
}
