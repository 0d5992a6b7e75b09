import { cellName } from '../../model/layout.js';
import type { Program, System } from '../../model/system.js';
import { inWords, Permutation, type Renaming } from './permutation.js';

/** Exchanges of two things each that change nothing about a system's scripts and its initial state, or why there are none. */
export interface Exchanges {
  readonly exchanges: readonly Renaming[];
  /** Of what was tried and is not interchangeable; empty where there was nothing to try. */
  readonly refused: readonly string[];
}

/** Looks for devices, domains and threads that the scripts of a system treat alike. */
export function exchangesOf(system: System): Exchanges {
  const scripts = system.programs.filter((p) => !p.daemon && p.operations.length > 0);
  const kinds = mentioned(system, scripts);
  const exchanges: Renaming[] = [];
  const refused: string[] = [];
  for (const exchange of [...products(kinds.map(pairsOf)), ...twins(scripts, kinds)]) {
    const threads = threadsUnder(exchange, scripts, kinds);
    if (threads === null) continue;
    const full = withDaemons(new Map([...exchange, ...threads]), system);
    const why = objection(system, full);
    if (why === null) exchanges.push(full);
    else refused.push(why);
  }
  return { exchanges, refused };
}

/** Labels of one kind that the scripts mention: devices, or domains. */
type Kind = readonly string[];

const wordsOf = (text: string): string[] => text.split(/\s+/).slice(1);

/** The label a word of a script stands for; scripts may leave the segment 0000: out. */
const labelOf = (word: string, kinds: readonly Kind[]): string =>
  kinds.flat().find((label) => label === word || label === `0000:${word}`) ?? word;

function mentioned(system: System, scripts: readonly Program[]): Kind[] {
  const threads = system.programs.map((p) => p.thread);
  const words = scripts.flatMap((p) => p.operations.flatMap((o) => wordsOf(o.text)));
  const kinds = new Map<string, Kind>();
  for (const labels of system.fields.flatMap((f) => f.by)) {
    const named = labels.filter((l) => !threads.includes(l) && words.some((w) => labelOf(w, [[l]]) === l));
    if (named.length > 0) kinds.set(named.join(' '), named);
  }
  return [...kinds.values()];
}

/** Nothing, and every exchange of two. */
const pairsOf = (kind: Kind): Renaming[] => [
  new Map(),
  ...kind.flatMap((a, i) => kind.slice(i + 1).map((b) => exchangeOf(a, b))),
];

const exchangeOf = (a: string, b: string): Renaming =>
  new Map([
    [a, b],
    [b, a],
  ]);

/** One choice for every kind, all of them nothing left out. */
function products(choices: readonly (readonly Renaming[])[]): Renaming[] {
  let all: Renaming[] = [new Map()];
  for (const choice of choices) all = all.flatMap((r) => choice.map((c) => new Map([...r, ...c])));
  return all.filter((r) => r.size > 0);
}

/** Exchanges of two threads that do the very same. */
const twins = (scripts: readonly Program[], kinds: readonly Kind[]): Renaming[] =>
  scripts.flatMap((a, i) =>
    scripts
      .slice(i + 1)
      .filter((b) => script(a, new Map(), kinds) === script(b, new Map(), kinds))
      .map((b) => exchangeOf(a.thread, b.thread)),
  );

/** What a thread does, under other names. */
const script = (p: Program, by: Renaming, kinds: readonly Kind[]): string =>
  p.operations
    .map((o) =>
      [o.verb, ...wordsOf(o.text).map((w) => by.get(labelOf(w, kinds)) ?? labelOf(w, kinds))].join(' '),
    )
    .join('\n');

/** The thread that does under the new names what each thread does; null if there is none for some thread. */
function threadsUnder(by: Renaming, scripts: readonly Program[], kinds: readonly Kind[]): Renaming | null {
  const threads = new Map<string, string>();
  for (const p of scripts) {
    const known = by.get(p.thread) ?? threads.get(p.thread);
    if (known !== undefined) continue;
    const wanted = script(p, by, kinds);
    const like = [p, ...scripts].find(
      (q) => !threads.has(q.thread) && !by.has(q.thread) && script(q, new Map(), kinds) === wanted,
    );
    if (like === undefined) return null;
    if (like === p) continue;
    if (script(like, by, kinds) !== script(p, new Map(), kinds)) return null;
    threads.set(p.thread, like.thread);
    threads.set(like.thread, p.thread);
  }
  return threads;
}

/** Daemons are named after what they serve. */
function withDaemons(by: Renaming, system: System): Renaming {
  const full = new Map(by);
  for (const p of system.programs) {
    if (!p.daemon || full.has(p.thread)) continue;
    const name = p.thread
      .split(' ')
      .map((word) => by.get(word) ?? word)
      .join(' ');
    if (name !== p.thread) full.set(p.thread, name);
  }
  return full;
}

/** Why the exchange is none; null if nothing speaks against it. */
function objection(system: System, by: Renaming): string | null {
  const { programs, initial, fields } = system;
  const what = inWords(by);
  let permutation: Permutation;
  try {
    permutation = Permutation.of(system, by);
  } catch (e) {
    if (e instanceof RangeError) return `${what}: ${e.message}`;
    throw e;
  }
  for (const [i, p] of programs.entries()) {
    const like = programs[permutation.threads[i]!]!;
    const fns = (q: Program): string => q.instructions.map((x) => x.step.fn).join(' ');
    if (fns(p) !== fns(like)) return `${what}: ${p.thread} and ${like.thread} take different steps`;
  }
  const image = initial.slice();
  permutation.apply(initial, image);
  const odd = image.findIndex((byte, i) => byte !== initial[i]);
  if (odd < 0) return null;
  const field = fields.find((f) => odd >= f.offset && odd < f.offset + f.size)!;
  return `${what}: they differ from the start, in ${cellName(field, odd - field.offset)}`;
}
