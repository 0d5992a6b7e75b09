/**
 * The state of a system: named views over one buffer. Every field is declared once; copying a state is one memory copy,
 * comparing is comparing bytes, and the differ, the printer, the range check and the footprint recorder all come from the
 * same declaration. A field belongs to a group (`xen.pirq`); its leading dimension names the instances of that group.
 */

/** Smallest and largest legal value. */
export type Range = readonly [min: number, max: number];

export interface FieldOptions {
  /** Labels of each dimension; their product is the field's size. Omitted: a single cell. */
  readonly by?: readonly (readonly string[])[];
  /** Smallest legal value; below 0 the cells are signed. Default 0. */
  readonly min?: number;
  readonly max: number;
  /** The range of each cell, where they differ; within `min` and `max`. */
  readonly ranges?: readonly Range[];
  /** The value in domain words, e.g. `GSI 28`. */
  readonly show?: (value: number) => string;
  /** What the values stand for, where something may be exchanged with its like: a symmetry search relies on it, and checks it. */
  readonly refers?: Reference;
}

/** Values that stand for something that has a label: `names[value - from]`, a set of `names` as a bit mask, or thread `value - 1`. */
export type Reference =
  | { readonly names: readonly string[]; readonly from: number }
  | { readonly setOf: readonly string[] }
  | 'threads';

export interface Field {
  readonly name: string;
  readonly group: string;
  readonly offset: number;
  readonly size: number;
  readonly min: number;
  readonly max: number;
  /** The range of each cell, where they differ. */
  readonly ranges: readonly Range[] | null;
  /** Cells per instance of the leading dimension. */
  readonly stride: number;
  readonly by: readonly (readonly string[])[];
  readonly show: (value: number) => string;
  readonly refers?: Reference;
}

/** Cells of a field, indexed row-major over its dimensions. One byte each. */
export type Cells = Uint8Array | Int8Array;

/** Notes which groups (`xen.pin`) and instances (`xen.pin:2`) are read and written, in debug builds only. */
export interface Recorder {
  read(group: string, instance: number): void;
  write(group: string, instance: number): void;
}

const CAPACITY = 4096;

export class Layout {
  readonly fields: Field[] = [];
  private used = 0;
  private readonly memory = new ArrayBuffer(CAPACITY);

  /** With a recorder every access is reported: some hundred times slower, for tests that check declared footprints. */
  constructor(private readonly recorder?: Recorder) {}

  /** Declares a field of one-byte cells, all 0 at first. Throws RangeError if a value cannot fit a byte. */
  field(group: string, name: string, options: FieldOptions): Cells {
    const { by = [], min = 0, max, ranges = null, show = String, refers } = options;
    if (min < -128 || max > (min < 0 ? 127 : 255))
      throw new RangeError(`${group}.${name}: range ${min}..${max} does not fit a byte`);
    const size = by.reduce((product, labels) => product * labels.length, 1);
    if (this.used + size > CAPACITY) throw new RangeError(`the state is larger than ${CAPACITY} bytes`);
    const stride = by.length === 0 ? size : size / Math.max(1, by[0]!.length);
    const field: Field = {
      name: `${group}.${name}`,
      group,
      offset: this.used,
      size,
      min,
      max,
      ranges,
      stride,
      by,
      show,
      ...(refers ? { refers } : {}),
    };
    this.fields.push(field);
    this.used += size;
    const cells =
      min < 0
        ? new Int8Array(this.memory, field.offset, size)
        : new Uint8Array(this.memory, field.offset, size);
    return this.recorder ? recorded(cells, field, this.recorder) : cells;
  }

  /** Bytes of a stored state, padded to whole 32-bit words. */
  get bytes(): number {
    return Math.max(4, (this.used + 3) & ~3);
  }

  /** The working state all views look at. */
  get buffer(): Uint8Array {
    return new Uint8Array(this.memory, 0, this.bytes);
  }

  /** The working state as words, for copying and hashing. */
  get words(): Uint32Array {
    return new Uint32Array(this.memory, 0, this.bytes >> 2);
  }

  /** Throws RangeError naming the first cell of the working state that is outside its declared range. */
  checkRanges(): void {
    checkRanges(this.fields, this.buffer);
  }
}

/** Throws RangeError naming the first cell of a state that is outside its declared range. */
export function checkRanges(fields: readonly Field[], state: Uint8Array): void {
  for (const f of fields)
    for (let i = 0; i < f.size; i++) {
      const v = readCell(f, state, i);
      const [min, max] = rangeOf(f, i);
      if (v < min || v > max) throw new RangeError(`${cellName(f, i)} = ${v}, outside ${min}..${max}`);
    }
}

/** The declared range of cell `i`. */
export const rangeOf = (f: Field, i: number): Range => f.ranges?.[i] ?? [f.min, f.max];

/** The value of cell `i` of a field in a stored state. */
export function readCell(f: Field, state: Uint8Array, i: number): number {
  const byte = state[f.offset + i]!;
  return f.min < 0 && byte > 127 ? byte - 256 : byte;
}

/** `xen.pirq.irq[dom1,16]`: a cell as traces name it. */
export function cellName(f: Field, i: number): string {
  if (f.by.length === 0) return f.name;
  const labels: string[] = [];
  let rest = i;
  for (let d = f.by.length - 1; d >= 0; d--) {
    labels.unshift(f.by[d]![rest % f.by[d]!.length]!);
    rest = Math.floor(rest / f.by[d]!.length);
  }
  return `${f.name}[${labels.join(',')}]`;
}

/** One cell that differs between two states. */
export interface Change {
  readonly cell: string;
  readonly from: string;
  readonly to: string;
}

/** What changed from one stored state to another, in declaration order. */
export function diff(fields: readonly Field[], before: Uint8Array, after: Uint8Array): Change[] {
  const changes: Change[] = [];
  for (const f of fields)
    for (let i = 0; i < f.size; i++) {
      const [from, to] = [readCell(f, before, i), readCell(f, after, i)];
      if (from !== to) changes.push({ cell: cellName(f, i), from: f.show(from), to: f.show(to) });
    }
  return changes;
}

function recorded(cells: Cells, f: Field, recorder: Recorder): Cells {
  return new Proxy(cells, {
    get(target, key) {
      if (typeof key === 'string' && /^\d+$/.test(key)) {
        recorder.read(f.group, Math.floor(Number(key) / f.stride));
        return target[Number(key)];
      }
      const value = Reflect.get(target, key, target) as unknown;
      return typeof value === 'function' ? (value as (...a: unknown[]) => unknown).bind(target) : value;
    },
    set(target, key, value) {
      recorder.write(f.group, Math.floor(Number(String(key)) / f.stride));
      target[Number(String(key))] = value as number;
      return true;
    },
  });
}
