import type { Built, Move } from '../../model/system.js';
import type { Property } from '../../properties/property.js';
import { JudgedRun } from '../judged-run.js';

/** A property that a run violates. */
export interface Violated {
  readonly property: string;
  /** Moves up to the violation. */
  readonly steps: number;
  /** The objects that clash, in one sentence. */
  readonly witness: string;
}

/** What a run violates, property by property; those about rest are judged where it ends, if the system is at rest there. */
export function violationsAlong<M>(
  built: Built<M>,
  path: readonly Move[],
  properties: readonly Property<M>[],
): Violated[] {
  return properties.flatMap((property) => {
    const run = new JudgedRun(built, [property]);
    run.start();
    for (const { thread, outcome } of path) {
      if (run.violation) break;
      run.fire(thread, outcome);
    }
    if (!run.violation) {
      const n = built.system.moves();
      if (run.isAtRest(n)) run.settle(n);
    }
    const { violation } = run;
    return violation
      ? [{ property: property.id, steps: violation.path.length, witness: violation.witness }]
      : [];
  });
}
