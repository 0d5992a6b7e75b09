import {
  compilePackChange,
  compileUnpack,
  type CellCode,
  type PackChange,
  type RunCode,
  type Unpack,
} from './packing-code.js';
import { hash } from './state-store.js';
import { checkRanges, rangeOf, type Field } from '../model/layout.js';

/**
 * The stored form of a state: every cell in as few bits as its declared range needs, in 32-bit words. The four cells of a
 * word of the working state become one run of bits inside one packed word, so that a step is packed by the few words it
 * changed. Exact: a cell that outgrows its bits is refused, never cut.
 */
export class Packing {
  /** 32-bit words of a packed state, at least 1. */
  readonly length: number;
  /** Bits of a packed state. */
  readonly bits: number;
  private readonly runs: readonly Run[];
  /** Working words that can differ between states; the arrays below have an entry for each. */
  private readonly word: Int32Array;
  /** Bits that unsigned cells may use; all where a cell is signed, which is checked apart. */
  private readonly legal: Int32Array;
  private readonly signed: Uint8Array;
  /** Cells that have only one value. */
  private readonly fixed: Int32Array;
  private readonly target: Int32Array;
  private readonly shift: Int32Array;
  /** Seven numbers: the mask of the first cell, then distance and mask of the others that bring them next to each other. */
  private readonly gather: Int32Array;
  private readonly spread: Int32Array;

  constructor(
    private readonly fields: readonly Field[],
    private readonly initial: Int32Array,
  ) {
    const cells = cellBits(fields, initial.length * 4);
    this.runs = place(
      [...initial.keys()].map((k) => new Run(k, cells.slice(4 * k, 4 * k + 4))).filter((r) => r.bits > 0),
    );
    this.length = Math.max(1, ...this.runs.map((r) => r.target + 1));
    this.bits = this.runs.reduce((n, r) => n + r.bits, 0);
    this.word = Int32Array.from(this.runs, (r) => r.word);
    this.legal = Int32Array.from(this.runs, (r) => r.legal);
    this.signed = Uint8Array.from(this.runs, (r) => Number(r.signed));
    this.fixed = Int32Array.from(this.runs, (r) => initial[r.word]! & r.fixed);
    this.target = Int32Array.from(this.runs, (r) => r.target);
    this.shift = Int32Array.from(this.runs, (r) => r.shift);
    this.gather = Int32Array.from(this.runs.flatMap((r) => r.gather));
    this.spread = Int32Array.from(this.runs.flatMap((r) => r.spread));
  }

  /** Packs a whole working state. Throws RangeError naming a cell that does not fit its bits. */
  pack(words: Int32Array, into: Int32Array, base: number): void {
    for (let w = 0; w < this.length; w++) into[base + w] = 0;
    const { word, target, shift } = this;
    for (let i = 0; i < word.length; i++) {
      const x = words[word[i]!]!;
      if (this.overflows(i, x ^ this.fixed[i]!, x)) this.refuse(words);
      into[base + target[i]!]! |= this.gathered(i, x) << shift[i]!;
    }
  }

  /** The runs of bits that the given bytes of the working state become, for `packChange`. */
  runsOf(bytes: ReadonlySet<number>): Int32Array {
    const touched = (r: Run): boolean => [0, 1, 2, 3].some((c) => bytes.has(4 * r.word + c));
    return Int32Array.from(this.runs.keys()).filter((i) => touched(this.runs[i]!));
  }

  /**
   * `packed` is the packed form of `before`: writes that of `words` to `into[base...]`, makes `words` equal to `before` again,
   * and returns the hash. Looks only at the given runs. Throws RangeError naming a cell that does not fit its bits.
   */
  packChange(
    words: Int32Array,
    before: Int32Array,
    runs: Int32Array,
    packed: Int32Array,
    into: Int32Array,
    base: number,
  ): number {
    const { word, target, shift, length } = this;
    for (let w = 0; w < length; w++) into[base + w] = packed[w]!;
    for (let j = 0; j < runs.length; j++) {
      const i = runs[j]!;
      const k = word[i]!;
      const old = before[k]!;
      const now = words[k]!;
      const x = now ^ old;
      if (x === 0) continue;
      if (this.overflows(i, x, now)) this.refuse(words);
      into[base + target[i]!]! ^= this.gathered(i, x) << shift[i]!;
      words[k] = old;
    }
    return hash(into, base, length);
  }

  /** Unpacks a state into `words` and `copy`. */
  unpack(from: Int32Array, base: number, words: Int32Array, copy: Int32Array): void {
    const { word, target, shift, signed, fixed } = this;
    for (let i = 0; i < word.length; i++) {
      const x = from[base + target[i]!]! >>> shift[i]!;
      const value = this.spreadOut(i, x) | fixed[i]!;
      words[word[i]!] = copy[word[i]!] = signed[i] === 0 ? value : this.runs[i]!.extended(value);
    }
  }

  /** `unpack` as code of its own. */
  compiledUnpack(): Unpack {
    return compileUnpack(this.codes(this.runs), this.length);
  }

  /** `packChange` for these runs as code of its own. */
  compiledPackChange(runs: Int32Array): PackChange {
    return compilePackChange(
      this.codes(Array.from(runs, (i) => this.runs[i]!)),
      this.length,
      (i, now) => this.signExtended(i, this.gathered(i, now)) === now,
      (words) => this.refuse(words),
    );
  }

  private codes(runs: readonly Run[]): readonly RunCode[] {
    return runs.map((r) => r.code(this.runs.indexOf(r), this.fixed));
  }

  /** For debug builds: throws RangeError naming a cell outside its declared range, even where its bits could hold the value. */
  check(words: Int32Array): void {
    checkRanges(this.fields, bytesOf(words));
    const varying = new Set(this.word);
    if (words.some((w, k) => w !== this.initial[k] && !varying.has(k)))
      throw new RangeError('a byte of the state that belongs to no field has changed');
  }

  private overflows(i: number, change: number, now: number): boolean {
    if ((change & ~this.legal[i]!) !== 0) return true;
    return this.signed[i] !== 0 && this.signExtended(i, this.gathered(i, now)) !== now;
  }

  private signExtended(i: number, x: number): number {
    return this.runs[i]!.extended(this.spreadOut(i, x) | this.fixed[i]!);
  }

  private gathered(i: number, x: number): number {
    const { gather } = this;
    const g = 7 * i;
    return (
      (x & gather[g]!) |
      ((x >>> gather[g + 1]!) & gather[g + 2]!) |
      ((x >>> gather[g + 3]!) & gather[g + 4]!) |
      ((x >>> gather[g + 5]!) & gather[g + 6]!)
    );
  }

  private spreadOut(i: number, x: number): number {
    const { spread } = this;
    const g = 7 * i;
    return (
      (x & spread[g]!) |
      ((x << spread[g + 1]!) & spread[g + 2]!) |
      ((x << spread[g + 3]!) & spread[g + 4]!) |
      ((x << spread[g + 5]!) & spread[g + 6]!)
    );
  }

  private refuse(words: Int32Array): never {
    this.check(words);
    throw new RangeError('a cell of the state does not fit its declared range');
  }
}

interface CellBits {
  readonly width: number;
  readonly signed: boolean;
}

/** The run of bits that one working word becomes. */
class Run {
  readonly bits: number;
  readonly signed: boolean;
  readonly legal: number;
  readonly fixed: number;
  readonly gather: readonly number[];
  readonly spread: readonly number[];
  target = 0;
  shift = 0;

  constructor(
    readonly word: number,
    private readonly cells: readonly CellBits[],
  ) {
    this.bits = cells.reduce((n, c) => n + c.width, 0);
    this.signed = cells.some((c) => c.signed && c.width < 8);
    this.legal = cells.reduce((mask, c, i) => mask | (ones(c.signed ? 8 : c.width) << (8 * i)), 0);
    this.fixed = cells.reduce((mask, c, i) => mask | ((c.width === 0 ? 0xff : 0) << (8 * i)), 0);
    const from = cells.map((_, i) => cells.slice(0, i).reduce((n, c) => n + c.width, 0));
    const others = [1, 2, 3];
    this.gather = [
      ones(cells[0]!.width),
      ...others.flatMap((i) => [8 * i - from[i]!, ones(cells[i]!.width) << from[i]!]),
    ];
    this.spread = [
      ones(cells[0]!.width),
      ...others.flatMap((i) => [8 * i - from[i]!, ones(cells[i]!.width) << (8 * i)]),
    ];
  }

  code(index: number, fixed: Int32Array): RunCode {
    let from = this.shift;
    const cells: CellCode[] = this.cells.flatMap(({ width, signed }, i) => {
      from += width;
      return width === 0 ? [] : [{ width, signed, packedAt: from - width, byteAt: 8 * i }];
    });
    return { index, word: this.word, target: this.target, legal: this.legal, fixed: fixed[index]!, cells };
  }

  /** The word whose signed cells are given by their low bits. */
  extended(value: number): number {
    let word = value;
    this.cells.forEach(({ width, signed }, i) => {
      if (signed && width > 0 && (value >>> (8 * i + width - 1)) & 1)
        word |= (0xff & ~ones(width)) << (8 * i);
    });
    return word;
  }
}

const ones = (bits: number): number => (1 << bits) - 1;

const bytesOf = (words: Int32Array): Uint8Array =>
  new Uint8Array(words.buffer, words.byteOffset, words.byteLength);

/** Bits of each byte of the working state; a cell that has only one value needs none. */
function cellBits(fields: readonly Field[], bytes: number): CellBits[] {
  const cells = Array.from({ length: bytes }, (): CellBits => ({ width: 0, signed: false }));
  for (const f of fields)
    for (let i = 0; i < f.size; i++) {
      const [min, max] = rangeOf(f, i);
      const signed = min < 0;
      const width = signed ? 1 + Math.max(log2(-min - 1), log2(max)) : log2(max);
      cells[f.offset + i] = { width: min === max ? 0 : width, signed };
    }
  return cells;
}

/** Bits that the number needs. */
const log2 = (n: number): number => 32 - Math.clz32(n);

/** Puts each run into a packed word with room for it, the longest first. */
function place(runs: Run[]): Run[] {
  const free: number[] = [];
  for (const run of runs.toSorted((a, b) => b.bits - a.bits)) {
    let target = free.findIndex((bits) => bits >= run.bits);
    if (target < 0) target = free.push(32) - 1;
    run.target = target;
    run.shift = 32 - free[target]!;
    free[target]! -= run.bits;
  }
  return runs;
}
