import { explore } from '../checker/explore.js';
import { exploreReduced, type Reductions } from '../checker/reduced.js';
import type { Built } from '../model/system.js';
import { subjects } from '../cli/subjects.js';
import { ours } from './m/contender.js';
import type { Contender, Counted } from './peers/peer.js';
import { rumur, rumurMissing } from './peers/rumur.js';
import { count, mib, seconds, type Gate, type Part } from './report.js';
import type { Scale } from './scale.js';

/** Orbits of M's devices, and the moves between them. */
const ORBITS = [
  { n: 4, p: 2, states: 3305, transitions: 14_730 },
  { n: 5, p: 2, states: 15_428, transitions: 80_675 },
  { n: 6, p: 1, states: 9113, transitions: 46_296 },
  { n: 6, p: 2, states: 66_701, transitions: 398_071 },
] as const;

const HOW: readonly [string, Reductions][] = [
  ['--symmetry', { symmetry: true, order: false }],
  ['--fewer-orders', { symmetry: false, order: true }],
  ['both', { symmetry: true, order: true }],
];

/** Searches that leave something out, on M and on the whole catalogue. */
export async function reductions(scale: Scale): Promise<Part> {
  const missing = rumurMissing();
  const rows: string[][] = [];
  const gates: Gate[] = [];
  for (const size of scale.quick ? ORBITS.slice(0, 2) : ORBITS) {
    const name = `M(${size.n},${size.p})`;
    const peer = missing ? [] : [await rumur(size.n, size.p, { symmetry: true, threads: 1 }, scale.folder)];
    const found: [Contender, Counted][] = [];
    for (const c of [ours(size.n, size.p, 'symmetry'), ...peer]) found.push([c, await c.search()]);
    for (const [c, f] of found)
      rows.push([
        `${name} ${c.name}`,
        count(f.states),
        count(f.transitions),
        seconds(f.seconds),
        mib(f.peakMiB),
      ]);
    const right = found.every(([, f]) => f.states === size.states && f.transitions === size.transitions);
    gates.push({
      what: `${name}: orbits equal rumur's and the recorded ${count(size.states)} and ${count(size.transitions)}`,
      measured: `${found.length} searches${missing ? '; rumur is missing' : ''}`,
      met: right && missing ? null : right,
    });
  }
  const catalogue = compareCatalogue(scale.quick ? 3 : Infinity);
  rows.push(...catalogue.rows);
  gates.push(catalogue.gate);
  return {
    title: 'Reductions',
    notes: missing ? [`rumur is missing: ${missing.howToGet}`] : [],
    head: ['what', 'states', 'transitions', 'time', 'peak memory'],
    rows,
    gates,
  };
}

/** Every scenario under every design, or the first of each subject's, plainly and reduced. */
function compareCatalogue(mostDesigns: number): { rows: string[][]; gate: Gate } {
  const totals = new Map<string, { states: number; transitions: number; ms: number }>();
  const add = (name: string, search: () => { states: number; transitions: number }): void => {
    const start = performance.now();
    const { states, transitions } = search();
    const t = totals.get(name) ?? { states: 0, transitions: 0, ms: 0 };
    const ms = t.ms + performance.now() - start;
    totals.set(name, { states: t.states + states, transitions: t.transitions + transitions, ms });
  };
  let systems = 0;
  let different = 0;
  for (const subject of subjects)
    for (const design of subject.designs.slice(0, mostDesigns))
      for (const scenario of subject.litmus) {
        const topology = subject.topologies.find((t) => t.name === scenario.topology)!;
        const build = (visible?: readonly string[]): Built =>
          subject.build(topology, design, scenario, visible ? { visible } : {});
        systems++;
        let plain = '';
        add('plainly', () => {
          const found = explore(build(), subject.properties);
          plain = verdictsOf(found);
          return found;
        });
        for (const [name, how] of HOW)
          add(name, () => {
            const found = exploreReduced(build, subject.properties, how);
            if (verdictsOf(found) !== plain) different++;
            return found;
          });
      }
  return {
    rows: [...totals].map(([name, t]) => [
      `the catalogue, ${name}`,
      count(t.states),
      count(t.transitions),
      seconds(t.ms / 1000),
      '-',
    ]),
    gate: {
      what: `verdicts, and lengths of counterexamples, equal plain search on the whole catalogue${mostDesigns < Infinity ? ' (here: of a few designs)' : ''}`,
      measured: `${systems} systems, ${HOW.length} ways, ${different} different`,
      met: different === 0,
    },
  };
}

const verdictsOf = ({ findings, deadlock }: ReturnType<typeof explore>): string =>
  [
    ...findings.map((f) => `${f.property.id} ${f.verdict} ${f.path?.length ?? ''}`),
    deadlock?.path.length,
  ].join();
