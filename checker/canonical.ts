import { createHash } from 'node:crypto';
import type { Reproducer, Subject } from './subject.js';

/** Beyond, orders of threads are not tried. */
const MOST_THREADS = 4;
const HASH_DIGITS = 8;

/** Eight digits that are the same for reproducers that differ in names only; see `canonical`. */
export const canonicalHash = (subject: Subject, r: Reproducer): string =>
  createHash('sha256').update(canonical(subject, r)).digest('hex').slice(0, HASH_DIGITS);

/**
 * What a reproducer says, without the names it happens to say it with: addresses, threads and guests are numbered
 * as the scripts mention them, and of the machine's numbers there remains what the sources tell apart. Two reproducers with one
 * canonical form tell one story; it is no harm if a story has two forms, for it is then only kept twice.
 */
export function canonical(subject: Subject, r: Reproducer): string {
  const names = Object.keys(r.scenario.threads);
  const orders = names.length > MOST_THREADS ? [names] : permutations(names);
  return orders
    .map((order) => JSON.stringify(formOf(subject, r, order)))
    .reduce((least, form) => (form < least ? form : least));
}

function permutations(names: readonly string[]): string[][] {
  if (names.length < 2) return [[...names]];
  return names.flatMap((first) =>
    permutations(names.filter((name) => name !== first)).map((rest) => [first, ...rest]),
  );
}

/** Numbers things in the order in which they are first named. */
export class Numbering {
  readonly names: string[] = [];

  constructor(private readonly prefix: string) {}

  of(name: string): string {
    if (!this.names.includes(name)) this.names.push(name);
    return `${this.prefix}${this.names.indexOf(name)}`;
  }
}

const SBDF = /^[0-9a-f]{4,8}:[0-9a-f]{2}:[01][0-9a-f]\.[0-7]$/;
const GUEST = /^dom[1-9]$/;

function formOf(subject: Subject, { topology, scenario }: Reproducer, order: readonly string[]): unknown {
  const devices = new Numbering('dev');
  const guests = new Numbering('dom');
  const threads = new Numbering('thread');
  const renamed = (word: string): string => {
    const full = /^[0-9a-f]{2}:/.test(word) ? `0000:${word}` : word;
    if (SBDF.test(full)) return devices.of(full);
    if (GUEST.test(word)) return guests.of(word);
    return order.includes(word) ? threads.of(word) : word;
  };
  const write = (text: string): string => {
    const [verb, ...words] = text.trim().split(/\s+/);
    return [verb, ...words.map(renamed)].join(' ');
  };
  for (const name of order) threads.of(name);
  const scripts = {
    given: scenario.given?.map(write) ?? [],
    threads: order.map((name) => scenario.threads[name]!.map(write)),
    paused: scenario.paused?.map((d) => guests.of(d)).sort() ?? [],
    earlyTimeouts: scenario.earlyTimeouts ?? false,
  };
  return { ...scripts, machine: subject.machineForm(subject.coneOf(topology, scenario), devices) };
}
