/**
 * An exact set of states of equal size: an append-only arena that is also the breadth-first queue, and an open-addressing
 * index over it. States are compared word by word, never by hash alone.
 */
export class StateStore {
  count = 0;
  private arena: Uint32Array;
  private table: Uint32Array;
  private mask: number;

  constructor(private readonly wordsPerState: number) {
    this.arena = new Uint32Array(1024 * wordsPerState);
    this.table = new Uint32Array(4096);
    this.mask = 4095;
  }

  /** Index of the state, which is added if it is new; `isNew` tells which. */
  add(state: Uint32Array): number {
    if (this.count * 2 > this.mask) this.growTable();
    const n = this.wordsPerState;
    const { table, arena, mask } = this;
    let slot = hash(state, n) & mask;
    for (;;) {
      const entry = table[slot]!;
      if (entry === 0) break;
      const base = (entry - 1) * n;
      let i = 0;
      while (i < n && arena[base + i] === state[i]) i++;
      if (i === n) {
        this.isNew = false;
        return entry - 1;
      }
      slot = (slot + 1) & mask;
    }
    if ((this.count + 1) * n > arena.length) this.growArena();
    const at = this.count * n;
    const target = this.arena;
    for (let i = 0; i < n; i++) target[at + i] = state[i]!;
    table[slot] = ++this.count;
    this.isNew = true;
    return this.count - 1;
  }
  isNew = false;

  /** Copies a stored state out. */
  load(index: number, into: Uint32Array): void {
    const n = this.wordsPerState;
    const { arena } = this;
    for (let i = 0, at = index * n; i < n; i++, at++) into[i] = arena[at]!;
  }

  /** Memory held, in bytes. */
  get bytes(): number {
    return this.arena.byteLength + this.table.byteLength;
  }

  private growArena(): void {
    const larger = new Uint32Array(this.arena.length * 2);
    larger.set(this.arena);
    this.arena = larger;
  }

  private growTable(): void {
    this.mask = this.mask * 2 + 1;
    this.table = new Uint32Array(this.mask + 1);
    const n = this.wordsPerState;
    const state = new Uint32Array(n);
    for (let i = 0; i < this.count; i++) {
      this.load(i, state);
      let slot = hash(state, n) & this.mask;
      while (this.table[slot] !== 0) slot = (slot + 1) & this.mask;
      this.table[slot] = i + 1;
    }
  }
}

/** Multiply-and-xorshift over the words, finished like murmur3. */
function hash(state: Uint32Array, n: number): number {
  let h = 0x9e3779b9;
  for (let i = 0; i < n; i++) {
    h = Math.imul(h ^ state[i]!, 0x85ebca6b);
    h ^= h >>> 15;
  }
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** A growing list of 32-bit numbers. */
export class GrowingUint32 {
  length = 0;
  private items = new Uint32Array(1024);

  push(value: number): void {
    if (this.length === this.items.length) {
      const larger = new Uint32Array(this.items.length * 2);
      larger.set(this.items);
      this.items = larger;
    }
    this.items[this.length++] = value;
  }

  at(index: number): number {
    return this.items[index]!;
  }
}
