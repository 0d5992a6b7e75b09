import type { Built } from '../model/system.js';
import { ModelBound } from '../model/model.js';
import type { Property } from '../properties/property.js';
import { JudgedRun, type Violation } from './judged-run.js';
import { chosenMove, decision, quickMove } from './schedule.js';

export interface SampleOptions {
  /** A run that is not at rest by then is given up. Default 2000 steps. */
  readonly maxSteps?: number;
}

/** What runs of one system by given schedules have shown. */
export interface Sample {
  readonly runs: number;
  readonly steps: number;
  /** Of the last run that violated something. */
  readonly violation: Violation | null;
  /** The properties that something ever concerned. */
  readonly applicable: readonly Property[];
  /** For each program and instruction: was it ever taken? */
  readonly taken: readonly (readonly boolean[])[];
  /** A declared bound that ended a run. */
  readonly limit?: string;
}

/** Runs one schedule after another on one system, for fast-check's inner loop. */
export class Sampling {
  runs = 0;
  limit: string | undefined;
  readonly run: JudgedRun;
  private readonly maxSteps: number;

  constructor(built: Built, properties: readonly Property[], { maxSteps = 2000 }: SampleOptions = {}) {
    this.run = new JudgedRun(built, properties);
    this.maxSteps = maxSteps;
  }

  /**
   * Runs a schedule to its end, and on with the threads in turn until nothing but recurring hardware is left. Properties
   * are judged after each step, those of kind `at-rest` there. Returns the first violation, or null.
   */
  of(schedule: ArrayLike<number>): Violation | null {
    const { run, maxSteps } = this;
    const { system } = run.built;
    this.runs++;
    run.start();
    try {
      while (run.violation === null && run.length < maxSteps) {
        const v = decision(schedule, run.length);
        const quick = quickMove(run.ready, v);
        if (quick >= 0) {
          run.fire(quick >> 8, quick & 0xff);
          continue;
        }
        const n = system.moves();
        if (run.isAtRest(n)) {
          if (run.settle(n)) break;
          continue;
        }
        const i = chosenMove(system, n, v);
        run.fire(system.moveThread[i]!, system.moveOutcome[i]!);
      }
    } catch (e) {
      if (!(e instanceof ModelBound)) throw e;
      this.limit = e.message;
    }
    return run.violation;
  }
}

/**
 * Runs schedules on a built system until one violates a property. Throws nothing: a bound of the model that a run reaches
 * ends that run and is reported as `limit`.
 */
export function sample(
  built: Built,
  properties: readonly Property[],
  schedules: Iterable<ArrayLike<number>>,
  options: SampleOptions = {},
): Sample {
  const sampling = new Sampling(built, properties, options);
  let violation: Violation | null = null;
  for (const schedule of schedules) {
    violation = sampling.of(schedule);
    if (violation) break;
  }
  return summary(sampling.run, sampling.runs, violation, sampling.limit);
}

/** What a judged run has to say about all its runs. */
export const summary = (
  run: JudgedRun,
  runs: number,
  violation: Violation | null,
  limit: string | undefined,
): Sample => ({
  runs,
  steps: run.steps,
  violation,
  applicable: run.applicable,
  taken: run.taken,
  ...(limit === undefined ? {} : { limit }),
});
