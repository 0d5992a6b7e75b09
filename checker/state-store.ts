import { copyParts, GrowingWords, type Parts, type Words } from './growing.js';
import { newWords } from './limits.js';
import { Offers, type Candidates } from './offers.js';
import type { States } from './states.js';

/** States that wait to be added together, so that their cache misses overlap. */
export const BATCH = 64;

const FIRST_SLOTS = 1 << 12;
/** Slots beyond which the table no longer moves when it grows. */
const MOVING_SLOTS = 1 << 22;
/** States that are sorted together when the table is made anew, and the parts of the table by which. */
const RUN = 1 << 18;
const REGION_BITS = 8;
const REGIONS = 1 << REGION_BITS;
/** Fullest the table may get. */
const LOAD = 0.6;

/**
 * An exact set of packed states of equal length: an append-only arena that is also the breadth-first queue, and an
 * open-addressing index over it. A slot holds the state's index + 1 in as many bits as the table has slots, and above them
 * the same bits of its hash. States are compared word by word, never by hash alone.
 */
export class StateStore implements States {
  count = 0;
  /** Keeps the compiler from leaving out reads whose values nobody needs. */
  touched = 0;
  private table = new Int32Array(FIRST_SLOTS);
  private mask = FIRST_SLOTS - 1;
  private readonly single: Offers;

  /** `most`: how many states it may have to hold. `arena`: memory for them, if others are to see it. */
  constructor(
    readonly wordsPerState: number,
    private readonly most: number,
    private arena: Words = new GrowingWords((most + 2 * BATCH) * wordsPerState),
  ) {
    this.single = new Offers(1, wordsPerState, () => 0);
  }

  /** Index of one state, which is added if it is new. */
  add(state: Int32Array): number {
    const { single } = this;
    single.packed.set(state);
    single.hashes[0] = hash(state, 0, this.wordsPerState);
    this.addAll(single, 0, 1);
    return single.found[0]!;
  }

  /** Adds those of the states from `begin` to `end`, at most a batch, that are new, in their order. */
  addAll(candidates: Candidates, begin: number, end: number): void {
    const { wordsPerState: n } = this;
    if (this.count + end - begin > this.mask * LOAD) this.growTable();
    this.arena.reserve((this.count + end - begin) * n);
    this.touch(candidates, begin, end);
    const { table, mask } = this;
    const { packed, hashes, found, fresh } = candidates;
    const { items } = this.arena;
    let { count } = this;
    for (let i = begin; i < end; i++) {
      const h = hashes[i]!;
      const from = i * n;
      let slot = h & mask;
      let index = -1;
      for (let entry = table[slot]!; entry !== 0; entry = table[slot]!) {
        if (((entry ^ h) & ~mask) === 0) {
          const base = ((entry & mask) - 1) * n;
          let w = 0;
          while (w < n && items[base + w] === packed[from + w]) w++;
          if (w === n) {
            index = (entry & mask) - 1;
            break;
          }
        }
        slot = (slot + 1) & mask;
      }
      if (index < 0) {
        index = count++;
        const base = index * n;
        for (let w = 0; w < n; w++) items[base + w] = packed[from + w]!;
        table[slot] = (h & ~mask) | count;
        fresh[i] = 1;
      } else fresh[i] = 0;
      found[i] = index;
    }
    this.count = count;
  }

  /** Reads what adding will read, all at once: the loads do not wait for each other. */
  private touch({ hashes }: Candidates, begin: number, end: number): void {
    const { table, mask, wordsPerState: n } = this;
    const { items } = this.arena;
    let seen = 0;
    for (let i = begin; i < end; i++) seen ^= table[hashes[i]! & mask]!;
    for (let i = begin; i < end; i++) {
      const entry = table[hashes[i]! & mask]!;
      if (entry !== 0 && ((entry ^ hashes[i]!) & ~mask) === 0) seen ^= items[((entry & mask) - 1) * n]!;
    }
    this.touched = seen;
  }

  /** The packed states, one after another; replaced when it grows. */
  get packed(): Int32Array {
    return this.arena.items;
  }

  place(at: number): number {
    return at * this.wordsPerState;
  }

  arenaOf(): Int32Array {
    return this.arena.items;
  }

  whole(): Int32Array {
    return this.arena.items.subarray(0, this.count * this.wordsPerState);
  }

  /** Makes these packed states the content. */
  restore(packed: Parts): void {
    const { length } = packed;
    this.arena.reserve(length);
    copyParts(packed, this.arena.items);
    this.count = packed.length / this.wordsPerState;
    this.growTable();
  }

  /** Keeps the states in another arena from now on. */
  moveTo(arena: Words): void {
    const { items } = this.arena;
    arena.reserve(this.count * this.wordsPerState);
    arena.items.set(items.subarray(0, this.count * this.wordsPerState));
    this.arena = arena;
  }

  /** So many states are to come: the table is made large enough for them at once. */
  expect(states: number): void {
    if (states + BATCH > this.mask * LOAD) this.growTable(states);
  }

  /** Memory in use, in bytes. */
  get bytes(): number {
    return 4 * (this.count * this.wordsPerState + this.mask + 1);
  }

  private growTable(expected = this.count): void {
    const old = this.mask + 1;
    let slots = old;
    do slots *= slots < MOVING_SLOTS ? 4 : 2;
    while (expected + BATCH > slots * LOAD);
    if (slots > this.table.length) {
      let room = slots;
      if (slots > MOVING_SLOTS) while (this.most > room * LOAD) room *= 2;
      this.table = newWords(room, slots);
    }
    // What is new is written, too: a page that is read first is mapped twice, the second time while other threads are held up.
    this.table.fill(0, 0, slots);
    this.mask = slots - 1;
    this.index();
  }

  /** Puts all states into the empty table, a run of them at a time, sorted by where in the table they belong. */
  private index(): void {
    const { table, mask, wordsPerState: n, count } = this;
    const { items } = this.arena;
    const run = Math.min(RUN, count);
    const hashes = new Int32Array(run);
    const sorted = new Int32Array(run);
    const ends = new Int32Array(REGIONS + 1);
    const shift = Math.max(0, 32 - Math.clz32(mask) - REGION_BITS);
    for (let begin = 0; begin < count; begin += run) {
      const length = Math.min(run, count - begin);
      ends.fill(0);
      for (let i = 0; i < length; i++) {
        const h = hash(items, (begin + i) * n, n);
        hashes[i] = h;
        ends[((h & mask) >>> shift) + 1]!++;
      }
      for (let r = 0; r < REGIONS; r++) ends[r + 1]! += ends[r]!;
      for (let i = 0; i < length; i++) sorted[ends[(hashes[i]! & mask) >>> shift]!++] = i;
      for (let from = 0; from < length; from += BATCH) {
        const to = Math.min(from + BATCH, length);
        let seen = 0;
        for (let k = from; k < to; k++) seen ^= table[hashes[sorted[k]!]! & mask]!;
        this.touched = seen;
        for (let k = from; k < to; k++) {
          const i = sorted[k]!;
          const h = hashes[i]!;
          let slot = h & mask;
          while (table[slot] !== 0) slot = (slot + 1) & mask;
          table[slot] = (h & ~mask) | (begin + i + 1);
        }
      }
    }
  }
}

/** Multiply-and-xorshift over the words, finished like murmur3; `packing-code.ts` has it in line. */
export function hash(words: Int32Array, base: number, n: number): number {
  let h = 0x9e3779b9 | 0;
  for (let i = 0; i < n; i++) {
    h = Math.imul(h ^ words[base + i]!, 0x85ebca6b);
    h ^= h >>> 15;
  }
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
