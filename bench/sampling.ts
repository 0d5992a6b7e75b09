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
/** Most commands of a list; the length that serves `fc.commands` best counts. */
const LIST_LENGTHS = [DECISIONS_WANTED, 896];
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

/** Runs through fast-check's schedules; returns the steps taken. */
function sampled(s: Subject, runs: number): number {
  const runner = new Sampling(s.built, s.properties, s.options);
  fc.assert(
    fc.property(schedules({ maxLength: DECISIONS_WANTED }), (schedule) => runner.of(schedule) === null),
    { numRuns: runs, seed: 1, endOnFailure: true },
  );
  return runner.run.steps;
}

function subjects(): Subject[] {
  const m: Subject = {
    name: 'M(5,2), a command for each rule',
    built: buildM(5, 2) as Built,
    properties: propertiesOfM as readonly Property[],
    options: { maxSteps: STEPS_OF_M },
    commands: 'rules',
  };
  const real = [
    ['pv-6.1-4.17', 'T1/round-trip'],
    ['pv-6.1-4.17', 'T4/attach-detach'],
    ['pv-6.12-4.20', 'T2/attach-detach'],
  ] as const;
  return [
    m,
    { ...m, name: 'M(5,2), a command for each device', commands: 'threads' },
    ...real.flatMap(([design, scenario]) =>
      (['rules', 'threads'] as const).map((commands): Subject => ({
        name: `${design} ${scenario}, ${commands === 'rules' ? 'rule' : 'thread'}`,
        built: builtIn(design, scenario),
        properties: properties.filter((p) => p.kind !== 'at-rest'),
        options: {},
        commands,
      })),
    ),
  ];
}

/** Sampling by compact schedules against `fc.commands` on the same system, and M against Quint's simulator. */
export async function sampling({ quick, rounds }: Scale): Promise<Part> {
  const runs = quick ? 1000 : 4000;
  const rows: string[][] = [];
  let ofM = { steps: 0, ratio: 0 };
  let least = Infinity;
  for (const s of subjects()) {
    const pairs = Array.from({ length: rounds }, () => pairOf(s, runs));
    const steps = median(pairs.map((p) => p.steps));
    const times = median(pairs.map((p) => p.steps / p.commands));
    if (s.properties === propertiesOfM) ofM = s.commands === 'rules' ? { steps, ratio: times } : ofM;
    else if (s.commands === 'rules') least = Math.min(least, times);
    rows.push([s.name, perSecond(steps), perSecond(median(pairs.map((p) => p.commands))), ratio(times)]);
  }
  const notes = [
    'steps a second through fast-check, all properties but the resting ones judged after each step',
  ];
  const gates: Gate[] = [
    {
      what: 'M(5,2): at least 5 million steps a second through fast-check',
      measured: perSecond(ofM.steps),
      met: ofM.steps >= STEPS_AT_LEAST,
    },
    {
      what: 'M(5,2): at least 25 times fc.commands',
      measured: ratio(ofM.ratio),
      met: ofM.ratio >= COMMANDS_AT_LEAST,
    },
    {
      what: 'x86: at least 10 times fc.commands with a command for each rule, the usual way',
      measured: ratio(least),
      met: least >= X86_COMMANDS_AT_LEAST,
    },
  ];
  const missing = quintMissing();
  if (missing) notes.push(`${missing.name} is missing: ${missing.howToGet}`);
  else {
    const quint = await quintSteps(quick ? 200 : 1500);
    notes.push(`\`${quint.command}\``);
    rows.push([
      "M(5,2), Quint's simulator",
      perSecond(ofM.steps),
      perSecond(quint.perSecond),
      ratio(ofM.steps / quint.perSecond),
    ]);
  }
  return { title: 'Sampling', notes, head: ['system', 'schedules', 'the other', 'ratio'], rows, gates };
}

/** Steps a second of both, one after the other. */
function pairOf(s: Subject, runs: number): { steps: number; commands: number } {
  const rate = (work: () => number): number => {
    let steps = 0;
    const ms = time(() => (steps = work()));
    return (steps * 1000) / ms;
  };
  return {
    steps: rate(() => sampled(s, runs * 4)),
    commands: Math.max(
      ...LIST_LENGTHS.map((most) =>
        rate(() => naiveCommands(s.built, s.properties, s.commands, runs / 4, most)),
      ),
    ),
  };
}
