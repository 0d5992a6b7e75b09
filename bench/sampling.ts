import fc from 'fast-check';
import { Sampling, type SampleOptions } from '../checker/sample.js';
import { schedules } from '../generators/schedule.js';
import type { Built } from '../model/system.js';
import { properties } from '../properties/index.js';
import type { Property } from '../properties/property.js';
import { buildM } from './m/model.js';
import { propertiesOfM } from './m/properties.js';
import { naiveCommands, type Commands } from './naive-commands.js';
import { median, time } from './pairs.js';
import { quintMissing, quintSteps } from './peers/quint.js';
import { perSecond, ratio, type Gate, type Part } from './report.js';
import type { Scale } from './scale.js';
import { builtIn } from './x86.js';

/** About twice what a run of the x86 systems takes, so that schedules as often end before the run as after it. */
const DECISIONS_WANTED = 120;
/** M never rests: its runs are cut off. */
const STEPS_OF_M = DECISIONS_WANTED / 2;
/**
 * Most commands of a list. Long ones go half as deep as schedules: what the bar is for, which comes from such lists on M(6,1).
 * Short ones make more steps a second of M, all of them the first five of a run.
 */
const SHORT = DECISIONS_WANTED;
const LONG = 896;
const STEPS_AT_LEAST = 5e6;
const COMMANDS_AT_LEAST = 25;
const X86_COMMANDS_AT_LEAST = 10;

interface Subject {
  readonly name: string;
  readonly built: Built;
  readonly properties: readonly Property[];
  readonly options: SampleOptions;
  readonly commands: Commands;
}

/** Runs through fast-check's schedules: does so many, and returns the steps they took. */
function sampled(s: Subject): (runs: number) => number {
  const runner = new Sampling(s.built, s.properties, s.options);
  const property = fc.property(
    schedules({ maxLength: DECISIONS_WANTED }),
    (schedule) => runner.of(schedule) === null,
  );
  return (runs) => {
    const before = runner.run.steps;
    fc.assert(property, { numRuns: runs, seed: 1, endOnFailure: true });
    return runner.run.steps - before;
  };
}

const ofM = (n: number, p: number, commands: Commands): Subject => ({
  name: `M(${n},${p}), ${commands === 'rules' ? 'rule' : 'device'}`,
  built: buildM(n, p) as Built,
  properties: propertiesOfM as readonly Property[],
  options: { maxSteps: STEPS_OF_M },
  commands,
});

const ofX86 = (design: string, scenario: string): Subject[] =>
  (['rules', 'threads'] as const).map((commands) => ({
    name: `${design} ${scenario}, ${commands === 'rules' ? 'rule' : 'thread'}`,
    built: builtIn(design, scenario),
    properties: properties.filter((p) => p.kind !== 'at-rest'),
    options: {},
    commands,
  }));

/** Sampling by compact schedules against `fc.commands` on the same system, and M against Quint's simulator. */
export async function sampling({ quick, rounds }: Scale): Promise<Part> {
  const runs = quick ? 1000 : 4000;
  const m61 = ofM(6, 1, 'rules');
  const m52 = ofM(5, 2, 'rules');
  const x86 = [
    ...ofX86('pv-6.1-4.17', 'T1/round-trip'),
    ...ofX86('pv-6.1-4.17', 'T4/attach-detach'),
    ...ofX86('pv-6.12-4.20', 'T2/attach-detach'),
  ];
  const rows: string[][] = [];
  const raced = new Map<Subject, Raced>();
  for (const s of [m61, m52, ofM(5, 2, 'threads'), ...x86]) {
    const r = race(s, runs, rounds);
    raced.set(s, r);
    const { long, short } = r;
    rows.push([
      s.name,
      perSecond(r.steps),
      perSecond(long.steps),
      ratio(long.times),
      perSecond(short.steps),
      ratio(short.times),
    ]);
  }
  const notes = [
    'steps a second through fast-check, all properties but the resting ones judged after each step',
    'commands: one for each rule, the usual way, or one for each device or thread',
    `a run by schedules takes up to ${STEPS_OF_M} steps of M; by lists of up to ${LONG} commands, of which most cannot be taken, ${raced.get(m61)!.long.stepsARun.toFixed(0)} of M(6,1), by lists of up to ${SHORT} ${raced.get(m61)!.short.stepsARun.toFixed(0)}`,
    `the bar of ${COMMANDS_AT_LEAST}x comes from lists of ${LONG} that took 23 steps a run, as they do of M(6,1); other rows say what it is with other lists and other models`,
  ];
  const steps = Math.min(...[m61, m52].map((m) => raced.get(m)!.steps));
  const { times } = raced.get(m61)!.long;
  // Whichever lists serve it better.
  const timesOf = (subject: Subject): number =>
    Math.min(raced.get(subject)!.long.times, raced.get(subject)!.short.times);
  const least = Math.min(...x86.filter((s) => s.commands === 'rules').map(timesOf));
  const gates: Gate[] = [
    {
      what: 'M(6,1) and M(5,2): at least 5 million steps a second through fast-check',
      measured: perSecond(steps),
      met: steps >= STEPS_AT_LEAST,
    },
    {
      what: `M(6,1): at least ${COMMANDS_AT_LEAST} times fc.commands, with lists of ${LONG}`,
      measured: ratio(times),
      met: times >= COMMANDS_AT_LEAST,
    },
    {
      what: `x86: at least ${X86_COMMANDS_AT_LEAST} times fc.commands with a command for each rule, the usual way`,
      measured: ratio(least),
      met: least >= X86_COMMANDS_AT_LEAST,
    },
  ];
  const missing = quintMissing();
  if (missing) notes.push(`${missing.name} is missing: ${missing.howToGet}`);
  else {
    const quint = await quintSteps(quick ? 200 : 1500);
    const ours = raced.get(m52)!.steps;
    notes.push(`\`${quint.command}\``);
    notes.push(
      `Quint's simulator on M(5,2): ${perSecond(quint.perSecond)}, ${ratio(ours / quint.perSecond)} by schedules`,
    );
  }
  const head = ['system', 'schedules', `lists of ${LONG}`, 'ratio', `lists of ${SHORT}`, 'ratio'];
  return { title: 'Sampling', notes, head, rows, gates };
}

interface Rate {
  readonly steps: number;
  readonly stepsARun: number;
}

/** Medians of interleaved rounds: steps a second, and how many times those of the lists. */
interface Raced {
  readonly steps: number;
  readonly long: Rate & { readonly times: number };
  readonly short: Rate & { readonly times: number };
}

/** The first round only warms up. */
function race(s: Subject, runs: number, rounds: number): Raced {
  const ours = sampled(s);
  const [longLists, shortLists] = [LONG, SHORT].map((most) =>
    naiveCommands(s.built, s.properties, s.commands, most),
  ) as [(runs: number) => number, (runs: number) => number];
  const all = Array.from({ length: rounds + 1 }, () => ({
    ours: rate(runs * 4, ours),
    long: rate(runs / 4, longLists),
    short: rate(runs / 4, shortLists),
  })).slice(1);
  const against = (list: 'long' | 'short') => ({
    steps: median(all.map((r) => r[list].steps)),
    stepsARun: all[0]![list].stepsARun,
    times: median(all.map((r) => r.ours.steps / r[list].steps)),
  });
  return { steps: median(all.map((r) => r.ours.steps)), long: against('long'), short: against('short') };
}

/** Steps a second of some runs. */
function rate(runs: number, work: (runs: number) => number): Rate {
  let steps = 0;
  const ms = time(() => (steps = work(runs)));
  return { steps: (steps * 1000) / ms, stepsARun: steps / runs };
}
