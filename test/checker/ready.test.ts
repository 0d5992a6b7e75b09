import { describe, expect, test } from 'vitest';
import { ReadyThreads } from '../../checker/ready.js';
import { firstPlaces } from '../../checker/places.js';
import { Xorshift } from '../../checker/random.js';
import { designs } from '../../model/designs/index.js';
import { buildSystem } from '../../model/build.js';
import { litmus } from '../../properties/litmus/scenarios.js';
import { x86 } from '../../cli/x86.js';
import type { System } from '../../model/system.js';

/** The first thread from `from` on that `moves()` finds, as the slow way says it. */
function slowly(system: System, from: number): number {
  const n = system.moves();
  const possible = new Set<number>();
  for (let i = 0; i < n; i++) {
    const { step } = system.at(system.moveThread[i]!)!;
    // A timeout is the outcome after the last.
    if (system.moveOutcome[i]! < (step.outcomes ?? 1)) possible.add(system.moveThread[i]!);
  }
  for (let k = 0; k < system.programs.length; k++) {
    const thread = (from + k) % system.programs.length;
    if (possible.has(thread)) return system.at(thread)!.step.recurring === true ? -1 : thread;
  }
  return -1;
}

describe.each(designs.map((d) => ({ design: d, id: d.id })))('under $id', ({ design }) => {
  test('a thread that waits is asked again in time, on random runs of every scenario', () => {
    for (const scenario of litmus) {
      const { system } = buildSystem(
        x86.topologies.find((t) => t.name === scenario.topology)!,
        design,
        scenario,
      );
      const ready = new ReadyThreads(system);
      const random = new Xorshift(`${design.id} ${scenario.name}`);
      for (let run = 0; run < 3; run++) {
        system.state.set(system.initial);
        ready.reset();
        for (let step = 0; step < 150; step++) {
          const from = random.below(system.programs.length);
          expect(ready.next(from), `${scenario.name}, run ${run}, step ${step}`).toBe(slowly(system, from));
          const n = system.moves();
          if (n === 0) break;
          const i = random.below(n);
          const thread = system.moveThread[i]!;
          system.fire(thread, system.moveOutcome[i]!);
          ready.moved(firstPlaces(system.programs)[thread]! + system.last.index);
        }
      }
    }
  });
});
