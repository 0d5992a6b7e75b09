/** One cell's way between its byte in a working word and its bits in a packed word. */
export interface CellCode {
  /** Bits it has in the packed word. */
  readonly width: number;
  readonly signed: boolean;
  /** Where they begin. */
  readonly packedAt: number;
  /** Where its byte begins in the working word. */
  readonly byteAt: number;
}

/** One working word that can differ between states. */
export interface RunCode {
  readonly index: number;
  readonly word: number;
  readonly target: number;
  readonly legal: number;
  readonly fixed: number;
  readonly cells: readonly CellCode[];
}

/** Unpacks `from[base...]` into `words` and `copy`. */
export type Unpack = (from: Int32Array, base: number, words: Int32Array, copy: Int32Array) => void;

/**
 * Packs what a move changed: `packed` is the packed form of `before`; that of `words` goes to `into[base...]`, `words` becomes
 * equal to `before` again, and the hash of the packed form is returned.
 */
export type PackChange = (
  words: Int32Array,
  before: Int32Array,
  packed: Int32Array,
  into: Int32Array,
  base: number,
) => number;

/**
 * Straight-line code for one layout, made of nothing but the declared ranges: worth it for searches of more than some thousand
 * states, five times as fast as the tables of `Packing` that say the same.
 */
export function compileUnpack(runs: readonly RunCode[], length: number): Unpack {
  const lines = Array.from({ length }, (_, w) => `const p${w} = from[base + ${w}];`);
  for (const r of runs)
    lines.push(
      `words[${r.word}] = copy[${r.word}] = ${[...r.cells.map((c) => spread(r, c)), r.fixed].join(' | ')};`,
    );
  // eslint-disable-next-line no-new-func -- only numbers go into the text
  return new Function('from', 'base', 'words', 'copy', lines.join('\n')) as Unpack;
}

/** `fits`: does the value of a run with signed cells survive packing? `refuse` throws. */
export function compilePackChange(
  runs: readonly RunCode[],
  length: number,
  fits: (run: number, now: number) => boolean,
  refuse: (words: Int32Array) => never,
): PackChange {
  const places = Array.from({ length }, (_, w) => w);
  const lines = [
    `let ${places.map((w) => `p${w} = packed[${w}]`).join(', ')}, x = 0;`,
    ...runs.map((r) => change(r)),
    ...places.map((w) => `into[base + ${w}] = p${w};`),
    'let h = 0x9e3779b9 | 0;',
    ...places.map((w) => `h = Math.imul(h ^ p${w}, 0x85ebca6b); h ^= h >>> 15;`),
    'h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);',
    'return h ^ (h >>> 16);',
  ];
  const body = `return (words, before, packed, into, base) => {\n${lines.join('\n')}\n};`;
  return (new Function('fits', 'refuse', body) as (f: typeof fits, r: typeof refuse) => PackChange)(
    fits,
    refuse,
  );
}

function change(r: RunCode): string {
  const signed = r.cells.some((c) => c.signed && c.width < 8);
  const unfit = [
    ...(r.legal === -1 ? [] : [`(x & ${~r.legal}) !== 0`]),
    ...(signed ? [`!fits(${r.index}, words[${r.word}])`] : []),
  ];
  return `x = words[${r.word}] ^ before[${r.word}];
if (x !== 0) {
${unfit.length > 0 ? `if (${unfit.join(' || ')}) refuse(words);` : ''}
p${r.target} ^= ${r.cells.map((c) => gather(c)).join(' | ')};
words[${r.word}] = before[${r.word}];
}`;
}

const ones = (bits: number): number => (1 << bits) - 1;

const shifted = (value: string, by: number): string =>
  by === 0 ? value : by > 0 ? `(${value} << ${by})` : `(${value} >>> ${-by})`;

const gather = (c: CellCode): string =>
  `(${shifted('x', c.packedAt - c.byteAt)} & ${ones(c.width) << c.packedAt})`;

function spread(r: RunCode, c: CellCode): string {
  const p = `p${r.target}`;
  if (!c.signed || c.width === 8)
    return `(${shifted(p, c.byteAt - c.packedAt)} & ${ones(c.width) << c.byteAt})`;
  // The sign is the cell's highest bit: up to the end of the word, and back with its copies.
  const up = 32 - c.packedAt - c.width;
  return `(((${p} << ${up} >> ${32 - c.width}) & 0xff) << ${c.byteAt})`;
}
