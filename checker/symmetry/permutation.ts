import type { Field, Reference } from '../../model/layout.js';
import type { System } from '../../model/system.js';

/** What is exchanged for what, by label: devices, domains, threads. What it does not name stays. */
export type Renaming = ReadonlyMap<string, string>;

const renamed = (label: string, by: Renaming): string => by.get(label) ?? label;

/** Does one renaming after the other. */
export function after(first: Renaming, second: Renaming): Renaming {
  const both = new Map<string, string>();
  for (const label of new Set([...first.keys(), ...second.keys()])) {
    const to = renamed(renamed(label, first), second);
    if (to !== label) both.set(label, to);
  }
  return both;
}

/** What is renamed, in words: `dom1 and dom2`. */
export const inWords = (by: Renaming): string =>
  [...by]
    .flatMap(([from, to]) => {
      if (renamed(to, by) !== from) return `${from} as ${to}`;
      return from < to ? `${from} and ${to}` : [];
    })
    .join(', ');

/** A renaming as it acts on the states and moves of one system. */
export class Permutation {
  private constructor(
    readonly renaming: Renaming,
    /** The thread that takes the place of each thread. */
    readonly threads: Uint8Array,
    /** The cells it changes, in ascending order; where each gets its value, and what it makes of that value. */
    private readonly cells: Uint16Array,
    private readonly sources: Uint16Array,
    private readonly values: readonly (Uint8Array | null)[],
  ) {}

  /** Throws RangeError, with the reason in words, when the system's state has no place for something under its new name. */
  static of(system: System, renaming: Renaming): Permutation {
    const names = system.programs.map((p) => p.thread);
    const threads = Uint8Array.from(names, (name) => indexOf(renamed(name, renaming), names));
    const changed: { cell: number; source: number; values: Uint8Array | null }[] = [];
    const fields = new Map(system.fields.map((f) => [f.name, f]));
    for (const from of system.fields) {
      const to = fields.get(fieldName(from, renaming));
      if (to === undefined || to.size !== from.size)
        throw new RangeError(`${from.name} has no like among the state's fields`);
      const values = from.refers ? valuesOf(from, from.refers, names, renaming) : null;
      for (let i = 0; i < from.size; i++) {
        const cell = to.offset + placeOf(from, to, i, renaming);
        if (cell !== from.offset + i || values !== null)
          changed.push({ cell, source: from.offset + i, values });
      }
    }
    changed.sort((a, b) => a.cell - b.cell);
    return new Permutation(
      renaming,
      threads,
      Uint16Array.from(changed, (c) => c.cell),
      Uint16Array.from(changed, (c) => c.source),
      changed.map((c) => c.values),
    );
  }

  /** Writes the image of a state; `to` must not be `from`. */
  apply(from: Uint8Array, to: Uint8Array): void {
    to.set(from);
    const { cells } = this;
    for (let i = 0; i < cells.length; i++) to[cells[i]!] = this.valueAt(i, from);
  }

  /** Is the image of a state smaller than the state, byte by byte? */
  lowers(state: Uint8Array): boolean {
    const { cells } = this;
    for (let i = 0; i < cells.length; i++) {
      const before = state[cells[i]!]!;
      const now = this.valueAt(i, state);
      if (now !== before) return now < before;
    }
    return false;
  }

  private valueAt(i: number, state: Uint8Array): number {
    const value = state[this.sources[i]!]!;
    const values = this.values[i]!;
    return values === null ? value : values[value]!;
  }
}

/** A thread's own fields are in a group that is named after it. */
const THREAD = 'thread.';

function fieldName({ group, name }: Field, by: Renaming): string {
  if (!group.startsWith(THREAD)) return name;
  return `${THREAD}${renamed(group.slice(THREAD.length), by)}${name.slice(group.length)}`;
}

function indexOf(label: string, labels: readonly string[]): number {
  const index = labels.indexOf(label);
  if (index < 0) throw new RangeError(`there is no ${label}`);
  return index;
}

/** Where cell `i` of a field goes within the field it goes to. */
function placeOf(from: Field, to: Field, i: number, by: Renaming): number {
  let place = 0;
  let scale = 1;
  let rest = i;
  for (let d = from.by.length - 1; d >= 0; d--) {
    const labels = from.by[d]!;
    place += scale * indexOf(renamed(labels[rest % labels.length]!, by), to.by[d]!);
    scale *= labels.length;
    rest = Math.floor(rest / labels.length);
  }
  return place;
}

/** What becomes of each value of a field; null if nothing does. */
function valuesOf(f: Field, refers: Reference, threads: readonly string[], by: Renaming): Uint8Array | null {
  const table = Uint8Array.from({ length: 256 }, (_, v) => (v > f.max ? v : valueOf(refers, v, threads, by)));
  return table.every((to, v) => to === v) ? null : table;
}

function valueOf(refers: Reference, v: number, threads: readonly string[], by: Renaming): number {
  if (refers !== 'threads' && 'setOf' in refers)
    return refers.setOf.reduce(
      (set, name, i) => (v & (1 << i) ? set | (1 << indexOf(renamed(name, by), refers.setOf)) : set),
      0,
    );
  const { names, from } = refers === 'threads' ? { names: threads, from: 1 } : refers;
  const name = names[v - from];
  return name === undefined ? v : from + indexOf(renamed(name, by), names);
}
