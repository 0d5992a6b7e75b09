import fc from 'fast-check';
import { Sampling } from '../checker/sample.js';
import { schedules } from '../generators/schedule.js';
import { properties } from '../properties/index.js';
import type { Built } from '../model/system.js';
import type { Property } from '../properties/property.js';
import { naiveCommands } from './naive-commands.js';
import { median, time } from './pairs.js';
import { builtIn } from './search.js';

const RUNS = 4000;
/** About twice what a run of these systems takes, so that schedules as often end before the run as after it. */
const DECISIONS_WANTED = 120;

/** Runs through fast-check's schedules; returns the steps taken. */
function sampled(built: Built, selected: readonly Property[], runs: number): number {
  const sampling = new Sampling(built, selected);
  fc.assert(
    fc.property(schedules({ maxLength: DECISIONS_WANTED }), (schedule) => sampling.of(schedule) === null),
    { numRuns: runs, seed: 1, endOnFailure: true },
  );
  return sampling.run.steps;
}

/** Sampling by compact schedules against `fc.commands` on the same system, all properties but the resting ones on. */
export function benchSampling(pairs: number): string[] {
  const lines = ['sampling through fast-check, all properties on, against fc.commands on the same system'];
  const selected = properties.filter((p) => p.kind !== 'at-rest');
  for (const [design, scenario] of [
    ['pv-6.1-4.17', 'T1/round-trip'],
    ['pv-6.1-4.17', 'T4/attach-detach'],
    ['pv-6.12-4.20', 'T2/attach-detach'],
  ] as const) {
    const built = builtIn(design, scenario);
    const rates = Array.from({ length: pairs }, () => {
      let [mine, theirs] = [0, 0];
      const a = time(() => (mine = sampled(built, selected, RUNS)));
      const b = time(() => (theirs = naiveCommands(built, selected, RUNS, 896)));
      return { steps: mine / a, commands: theirs / b, runs: b / a };
    });
    const steps = median(rates.map((r) => r.steps));
    const commands = median(rates.map((r) => r.commands));
    lines.push(
      `  ${`${design} ${scenario}`.padEnd(32)} ${(steps / 1000).toFixed(2)}M steps/s against ${(commands / 1000).toFixed(3)}M:` +
        ` ${median(rates.map((r) => r.steps / r.commands)).toFixed(1)}x the steps, ${median(rates.map((r) => r.runs)).toFixed(1)}x the runs`,
    );
  }
  return lines;
}
