import { ours } from './m/contender.js';
import { executedOf } from './m/executed.js';
import { median } from './pairs.js';
import { loadavg } from 'node:os';
import { SIZES, type Size } from './counts.js';
import type { Contender, Counted } from './peers/peer.js';
import { spin, spinMissing, type SpinForm } from './peers/spin.js';
import { count, mib, perSecond, ratio, seconds, type Bars, type Gate, type Part } from './report.js';
import type { Scale } from './scale.js';

const FORMS: readonly SpinForm[] = ['DFS -O2', 'DFS -O3', 'BFS -O2', 'BFS -O3'];
const FASTEST_AT_LEAST = 1.5;
const BFS_AT_LEAST = 2.5;
const ONLY_COUNTED =
  'the others are counted only: they lead nowhere new (`checker/commuting.ts`; debug mode takes and checks them); SPIN runs with NOREDUCE and executes all';

/** One contender's rounds. */
interface Timed {
  readonly contender: Contender;
  readonly rounds: Counted[];
}

/** One core against SPIN's own forms, whole processes, in interleaved rounds; compiling SPIN's C is not counted. */
export async function rivals(scale: Scale): Promise<Part> {
  const missing = spinMissing();
  const sizes = SIZES.filter((s) => (scale.quick ? s.n === 4 : s.n >= 5));
  const rows: string[][] = [];
  const gates: Gate[] = [];
  const bars: Bars[] = [];
  const notes = [
    'times are of whole processes, ratios medians of interleaved rounds; gcc and spin -a are not counted',
  ];
  if (missing) notes.push(`${missing.name} is missing: ${missing.howToGet}`);
  for (const size of sizes) {
    const name = `M(${size.n},${size.p})`;
    const timed: Timed[] = [{ contender: ours(size.n, size.p), rounds: [] }];
    if (!missing)
      for (const form of FORMS)
        timed.push({
          contender: await spin(form, size.n, size.p, size.slots, scale.folder),
          rounds: [],
        });
    const loads = await interleave(timed, scale.rounds);
    const { executed, counted } = executedOf(size.n, size.p);
    notes.push(`${name}: ${count(executed)} of ${count(counted)} transitions are executed, ${ONLY_COUNTED}`);
    notes.push(`${name}: ${scale.rounds} rounds, load ${loads.map((l) => l.toFixed(1)).join(' ')}`);
    for (const { contender } of timed)
      notes.push(`${name} ${contender.name}: \`${contender.commands.join(' && ')}\``);
    const [mine, ...theirs] = timed as [Timed, ...Timed[]];
    for (const t of timed) rows.push(rowOf(name, size, t, mine));
    gates.push(...gatesOf(name, mine, theirs, scale));
    bars.push({
      title: `${name}, ${count(size.states)} states: exhaustive search, one core`,
      unit: 'M states/s',
      values: timed.map((t) => ({
        name: t.contender.name,
        value: size.states / median(t.rounds.map((r) => r.seconds)) / 1e6,
      })),
    });
  }
  return {
    title: 'Exhaustive search against SPIN',
    notes,
    head: ['model, tool', 'time', 'states/s', 'peak memory', 'bytes/state', 'time / ours'],
    rows,
    gates,
    bars,
  };
}

/** Every contender once a round, each round beginning with another one. Returns the load before each round. */
async function interleave(timed: readonly Timed[], rounds: number): Promise<number[]> {
  const loads: number[] = [];
  for (let round = 0; round < rounds; round++) {
    loads.push(loadavg()[0]!);
    for (let i = 0; i < timed.length; i++) {
      const { contender, rounds: results } = timed[(i + round) % timed.length]!;
      results.push(await contender.search());
    }
  }
  return loads;
}

const ratioTo = (mine: Timed, theirs: Timed): number =>
  median(theirs.rounds.map((r, i) => r.seconds / mine.rounds[i]!.seconds));

function rowOf(name: string, size: Size, t: Timed, mine: Timed): string[] {
  const time = median(t.rounds.map((r) => r.seconds));
  const peak = median(t.rounds.map((r) => r.peakMiB));
  return [
    `${name} ${t.contender.name}`,
    seconds(time),
    perSecond(size.states / time),
    mib(peak),
    ((peak * 2 ** 20) / size.states).toFixed(0),
    ratio(ratioTo(mine, t)),
  ];
}

function gatesOf(name: string, mine: Timed, theirs: readonly Timed[], { quick }: Scale): Gate[] {
  const fastest = (search: string): { name: string; ratio: number } | undefined =>
    theirs
      .filter((t) => t.contender.name.includes(search))
      .map((t) => ({ name: t.contender.name, ratio: ratioTo(mine, t) }))
      .sort((a, b) => a.ratio - b.ratio)[0];
  return [
    { search: 'SPIN', atLeast: FASTEST_AT_LEAST, what: "the fastest of SPIN's forms" },
    { search: 'BFS', atLeast: BFS_AT_LEAST, what: "SPIN's breadth-first search" },
  ].map(({ search, atLeast, what }): Gate => {
    const rival = fastest(search);
    return {
      what: `${name}: at least ${atLeast}x ${what}`,
      measured: rival ? `${ratio(rival.ratio)} ${rival.name}` : 'SPIN is missing',
      met: rival && !quick ? rival.ratio >= atLeast : null,
    };
  });
}
