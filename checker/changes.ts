import type { Field } from '../model/layout.js';
import type { System } from '../model/system.js';

/** Readers of a kind that one `Changes` can watch for: the bits of a small integer. */
export const WATCHED_AT_ONCE = 30;

/**
 * Which properties a step may have changed the answer of, and which waits: those that read a cell that it changed. Most steps
 * move their own thread along and change little else, so that most properties need not be asked after them.
 */
export class Changes {
  /** Bits of the waits that may have another answer since the last call of `by`. */
  waits = 0;
  /** The state as it was compared last. */
  private readonly before: Uint32Array;
  private readonly words: Uint32Array;
  /**
   * For each instruction, by its place, what it may change and somebody reads, and where that begins: a word of the state, a
   * mask of bytes in it that have the same readers, the properties among those as bits, and the waits.
   */
  private readonly table: Int32Array;
  private readonly from: Uint32Array;
  private readonly mayConcern: Uint32Array;

  /** `reads`: the groups and instances that each property reads; `waits`: those that each of up to 31 waits reads. */
  constructor(system: System, reads: readonly (readonly string[])[], waits: readonly (readonly string[])[]) {
    const { state, words, fields, programs } = system;
    if (reads.length > WATCHED_AT_ONCE) throw new RangeError(`more than ${WATCHED_AT_ONCE} properties`);
    const bitsOf = (each: readonly (readonly string[])[]): Int32Array => {
      const bits = new Int32Array(state.length);
      each.forEach((groups, bit) => {
        for (const byte of bytesOf(fields, groups)) bits[byte]! |= 1 << bit;
      });
      return bits;
    };
    this.before = new Uint32Array(words.length);
    this.words = words;
    const [properties, waiting] = [bitsOf(reads), bitsOf(waits)];
    const everything = fields.map((f) => f.group);
    const mayChange = programs.flatMap((p) =>
      p.instructions.map(({ step }) => {
        // After a step that stops other threads everything may have changed.
        const groups = step.stops === undefined ? [...step.writes, THREADS] : everything;
        return inWords(bytesOf(fields, groups), properties, waiting);
      }),
    );
    this.table = Int32Array.from(mayChange.flat(2));
    let end = 0;
    this.from = Uint32Array.from([0, ...mayChange.map((rows) => (end += rows.length * ROW))]);
    this.mayConcern = Uint32Array.from(mayChange, (rows) => rows.reduce((bits, row) => bits | row[2], 0));
  }

  /** Bits of the properties that read something the instruction at a place may write. */
  possible(place: number): number {
    return this.mayConcern[place]!;
  }

  /** The working state is another one. */
  start(): void {
    this.before.set(this.words);
  }

  /** Bits of the properties that read what the instruction at a place changed; `waits` has those of the waits. */
  by(place: number): number {
    const { before, words, table } = this;
    const end = this.from[place + 1]!;
    let bits = 0;
    let waits = 0;
    // Without branches, which nobody can predict here.
    for (let i = this.from[place]!; i < end; i += ROW) {
      const word = table[i]!;
      const changed = (words[word]! ^ before[word]!) & table[i + 1]!;
      before[word]! ^= changed;
      const all = (changed | -changed) >> 31;
      bits |= table[i + 2]! & all;
      waits |= table[i + 3]! & all;
    }
    this.waits = waits;
    return bits;
  }
}

/** One word, a mask of bytes in it, properties, waits. */
type Row = [number, number, number, number];
const ROW = 4;

/** Those of some bytes that somebody reads, word by word, and apart where their readers are not the same. */
function inWords(bytes: readonly number[], properties: Int32Array, waits: Int32Array): Row[] {
  const rows = new Map<string, Row>();
  for (const byte of new Set(bytes)) {
    if ((properties[byte]! | waits[byte]!) === 0) continue;
    const key = [byte >> 2, properties[byte]!, waits[byte]!].join(' ');
    const row: Row = rows.get(key) ?? [byte >> 2, 0, properties[byte]!, waits[byte]!];
    row[1] |= maskOf(byte);
    rows.set(key, row);
  }
  return [...rows.values()];
}

/** Which bits of its word a byte is, in this machine's order of bytes. */
function maskOf(byte: number): number {
  const word = new Int32Array(1);
  new Uint8Array(word.buffer)[byte & 3] = 0xff;
  return word[0]!;
}

/** The group that stands for all that belongs to threads. */
const THREADS = 'thread';

/** The bytes of groups (`xen.pin`) and instances (`xen.pin:2`). */
const bytesOf = (fields: readonly Field[], groups: readonly string[]): number[] =>
  groups.flatMap((name) => {
    const [group, instance] = name.split(':');
    return fields
      .filter((f) => f.group === group || (group === THREADS && f.group.startsWith(`${THREADS}.`)))
      .flatMap((f) => {
        const [from, size] = instance === undefined ? [0, f.size] : [Number(instance) * f.stride, f.stride];
        return Array.from({ length: size }, (_, i) => f.offset + from + i);
      });
  });
