import { loadavg } from 'node:os';
import { explore, type Exploration } from '../checker/explore.js';
import { sourceOfX86, systemOf, type OfX86 } from '../checker/x86/system-of.js';
import { designs } from '../model/designs/index.js';
import { parseTopology } from '../model/hardware/topology.js';
import { properties } from '../properties/index.js';
import { SIZES } from './counts.js';
import { ours } from './m/contender.js';
import { median, time } from './pairs.js';
import { count, ratio, seconds, type Gate, type Part } from './report.js';
import type { Scale } from './scale.js';
import { FOUR_DEVICES, TWO_LIVES } from './x86.js';

const FASTER_AT_LEAST = 1.5;
/** The size at which that is asked. */
const LARGE = 'M(6,1)';
/** Short runs are repeated for so many seconds: a few of them tell nothing. */
const REPEATED_FOR = 10;
/** Two runs of the same differ by so much where nothing else is known. */
const NOISE_AT_LEAST = 0.02;

/** One system, searched once: how many seconds that took, and what was found. */
interface Race {
  readonly name: string;
  readonly how: string;
  run(workers: boolean): Promise<{ seconds: number; found: string; states: number }>;
}

/** One core against the same search with workers, in interleaved pairs; what both find must be the same. */
export async function workers(scale: Scale): Promise<Part> {
  const races = [...SIZES.filter((s) => s.n >= 4 && !(scale.quick && s.n > 4)).map(ofM), ofX86()];
  const rows: string[][] = [];
  const gates: Gate[] = [];
  const loads: number[] = [];
  for (const race of races) {
    const pairs: { alone: number; shared: number }[] = [];
    let states = 0;
    const until = scale.quick ? 0 : performance.now() + 1000 * REPEATED_FOR;
    while (pairs.length < scale.rounds || performance.now() < until) {
      loads.push(loadavg()[0]!);
      const alone = await race.run(false);
      const shared = await race.run(true);
      if (alone.found !== shared.found)
        throw new Error(`${race.name}: ${alone.found} on one core, ${shared.found} with workers`);
      pairs.push({ alone: alone.seconds, shared: shared.seconds });
      states = alone.states;
    }
    const one = median(pairs.map((p) => p.alone));
    const noise = Math.max(NOISE_AT_LEAST, median(pairs.map((p) => Math.abs(p.alone / one - 1))));
    const faster = median(pairs.map((p) => p.alone / p.shared));
    rows.push([
      `${race.name} ${race.how}`,
      count(states),
      seconds(one),
      seconds(median(pairs.map((p) => p.shared))),
      ratio(faster),
      `${(100 * noise).toFixed(0)} %`,
    ]);
    const measured = `${ratio(faster)}, noise ${(100 * noise).toFixed(0)} %`;
    if (race.name === LARGE)
      gates.push({
        what: `${LARGE}: two workers at least ${FASTER_AT_LEAST}x one core`,
        measured,
        met: faster >= FASTER_AT_LEAST,
      });
    gates.push({
      what: `${race.name}: not slower with workers than on one core`,
      measured,
      met: scale.quick ? null : faster >= 1 - noise,
    });
  }
  return {
    title: 'Workers',
    notes: [
      'a search decides itself whether it takes workers; ratios are medians of interleaved pairs',
      `not slower: within the noise, the median deviation of the runs on one core from their median, at least ${100 * NOISE_AT_LEAST} %`,
      `at least ${scale.rounds} rounds each, short ones for ${REPEATED_FOR} s, load ${Math.min(...loads).toFixed(1)} to ${Math.max(...loads).toFixed(1)}`,
    ],
    head: ['system', 'states', 'one core', 'with workers', 'faster', 'noise'],
    rows,
    gates,
  };
}

/** Whole processes. */
const ofM = ({ n, p }: { n: number; p: number }): Race => ({
  name: `M(${n},${p})`,
  how: `\`${ours(n, p, 'workers').commands.join(' && ')}\``,
  run: async (shared) => {
    const { seconds: took, ...counted } = await ours(n, p, shared ? 'workers' : undefined).search();
    const { states, transitions, depth } = counted;
    return { seconds: took, states, found: JSON.stringify({ states, transitions, depth }) };
  },
});

/** The largest x86 system that the benchmark has, in this process. */
function ofX86(): Race {
  const of: OfX86 = {
    topology: parseTopology(FOUR_DEVICES, FOUR_DEVICES.name),
    design: designs.find((d) => d.id === 'pvh-6.12-4.20')!,
    scenario: TWO_LIVES,
    properties: properties.map((p) => p.id),
  };
  const { built } = systemOf(of);
  const source = sourceOfX86(of);
  let found: Exploration = explore(built, properties, { maxStates: 50_000 });
  return {
    name: 'x86',
    how: 'four devices, two guests',
    run: (shared) => {
      const ms = time(() => (found = explore(built, properties, shared ? { source } : {})));
      const { byWorkers: _, ...what } = found;
      return Promise.resolve({ seconds: ms / 1000, found: JSON.stringify(what), states: found.states });
    },
  };
}
