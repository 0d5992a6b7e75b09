import type { Built } from '../model/system.js';
import { ModelBound } from '../model/model.js';
import type { Property } from '../properties/property.js';
import { JudgedRun, type Violation } from './judged-run.js';
import { Xorshift } from './random.js';
import { summary, type Sample, type SampleOptions } from './sample.js';

export interface WalkOptions extends SampleOptions {
  /** All randomness comes from it. */
  readonly seed: string;
  /** Runs to make; a violation ends the walk. */
  readonly runs: number;
}

/**
 * Random walks through a built system, each from the initial state until it is at rest: every possible move is as likely as
 * any other. The fastest way to look for a violation in a system too large to be searched.
 */
export function walk(built: Built, properties: readonly Property[], options: WalkOptions): Sample {
  const { seed, runs, maxSteps = 2000 } = options;
  const { system } = built;
  const random = new Xorshift(seed);
  const run = new JudgedRun(built, properties);
  let violation: Violation | null = null;
  let limit: string | undefined;
  let done = 0;
  while (done < runs && violation === null) {
    done++;
    run.start();
    try {
      while (run.violation === null && run.length < maxSteps) {
        const n = system.moves();
        const i = random.below(n || 1);
        if (!run.isAtRest(n)) run.fire(system.moveThread[i]!, system.moveOutcome[i]!);
        else if (run.settle(n)) break;
      }
    } catch (e) {
      if (!(e instanceof ModelBound)) throw e;
      limit = e.message;
    }
    violation = run.violation;
  }
  return summary(run, done, violation, limit);
}
