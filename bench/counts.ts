import { ours } from './m/contender.js';
import type { Contender, Counted, Missing } from './peers/peer.js';
import { rumur, rumurMissing } from './peers/rumur.js';
import { spin, spinMissing } from './peers/spin.js';
import { count, mib, seconds, type Gate, type Part } from './report.js';
import type { Scale } from './scale.js';

/** Sizes of M(n,P) that SPIN, TLC, rumur and a closed formula agreed on, with the size of SPIN's table that fits. */
export const SIZES = [
  { n: 3, p: 3, states: 10_306, transitions: 42_783, slots: 16 },
  { n: 4, p: 2, states: 78_009, transitions: 347_432, slots: 18 },
  { n: 5, p: 2, states: 1_809_216, transitions: 9_443_885, slots: 22 },
  { n: 6, p: 1, states: 6_267_193, transitions: 31_652_490, slots: 24 },
] as const;

export type Size = (typeof SIZES)[number];

/** Counts by tools that share no code with each other. */
export async function counts(scale: Scale): Promise<Part> {
  const rows: string[][] = [];
  const gates: Gate[] = [];
  const missing = [spinMissing(), rumurMissing()].filter((m): m is Missing => m !== null);
  const commands = new Set<string>();
  for (const size of scale.quick ? SIZES.slice(0, 3) : SIZES) {
    const found: [Contender, Counted][] = [];
    for (const contender of await contenders(size, scale)) {
      for (const c of contender.commands) commands.add(c);
      found.push([contender, await contender.search()]);
    }
    const name = `M(${size.n},${size.p})`;
    for (const [{ name: tool }, c] of found)
      rows.push([
        `${name} ${tool}`,
        count(c.states),
        count(c.transitions),
        c.depth === null ? '-' : String(c.depth),
        seconds(c.seconds),
        mib(c.peakMiB),
      ]);
    gates.push(agreement(name, size, found, missing));
  }
  return {
    title: 'Counts',
    notes: [
      ...missing.map((m) => `${m.name} is missing: ${m.howToGet}`),
      ...[...commands].map((c) => `\`${c}\``),
    ],
    head: ['model, tool', 'states', 'transitions', 'depth', 'time', 'peak memory'],
    rows,
    gates,
  };
}

async function contenders({ n, p, slots }: Size, { folder }: Scale): Promise<Contender[]> {
  const spins = spinMissing()
    ? []
    : [await spin('DFS -O2', n, p, slots, folder), await spin('BFS -O2', n, p, slots, folder)];
  const rumurs = rumurMissing() ? [] : [await rumur(n, p, { symmetry: false, threads: 2 }, folder)];
  return [ours(n, p), ...spins, ...rumurs];
}

function agreement(
  name: string,
  size: Size,
  found: readonly [Contender, Counted][],
  missing: readonly Missing[],
): Gate {
  const depth = found[0]![1].depth;
  const astray = found.filter(
    ([, c]) =>
      c.states !== size.states ||
      c.transitions !== size.transitions ||
      (c.depth !== null && c.depth !== depth),
  );
  return {
    what: `${name}: states, transitions and depth equal SPIN's, rumur's and the recorded ${count(size.states)} and ${count(size.transitions)}`,
    measured:
      astray.length > 0
        ? `${astray.map(([c]) => c.name).join(', ')} differ`
        : `${found.length} searches agree${missing.length > 0 ? `; ${missing.map((m) => m.name).join(', ')} missing` : ''}`,
    met: astray.length > 0 ? false : missing.length > 0 ? null : true,
  };
}
