import { describe, expect, test } from 'vitest';
import { Changes } from '../../checker/changes.js';
import { ReadyThreads } from '../../checker/ready.js';
import { firstPlaces } from '../../checker/places.js';
import { Xorshift } from '../../checker/random.js';
import { buildM } from '../../bench/m/model.js';
import { subjects } from '../../cli/subjects.js';
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

/** Asks on random runs, after each step, who can move: the quick way and the slow one. */
function compareOn(system: System, seed: string, name: string): void {
  const ready = new ReadyThreads(system);
  const changes = new Changes(system, [], ready.waits);
  const random = new Xorshift(seed);
  for (let run = 0; run < 3; run++) {
    system.state.set(system.initial);
    ready.reset();
    changes.start();
    for (let step = 0; step < 150; step++) {
      const from = random.below(2 * system.programs.length);
      expect(ready.next(from), `${name}, run ${run}, step ${step}`).toBe(slowly(system, from));
      const n = system.moves();
      if (n === 0) break;
      const i = random.below(n);
      const thread = system.moveThread[i]!;
      system.fire(thread, system.moveOutcome[i]!);
      const place = firstPlaces(system.programs)[thread]! + system.last.index;
      changes.by(place);
      ready.moved(place, changes.waits);
    }
  }
}

describe.each(
  subjects.flatMap((subject) => subject.designs.map((design) => ({ subject, design, id: design.id }))),
)('under $id', ({ subject, design }) => {
  test('a thread that waits is asked again in time, on random runs of every scenario', () => {
    for (const scenario of subject.litmus) {
      const topology = subject.topologies.find((t) => t.name === scenario.topology)!;
      const { system } = subject.build(topology, design, scenario);
      compareOn(system, `${design.id} ${scenario.name}`, scenario.name);
    }
  });
});

test.each([2, 31, 32, 40])(
  '%i threads are told apart, though a word has no bits for more than 31',
  (threads) => {
    compareOn(buildM(threads, 2).system, `M(${threads},2)`, `M(${threads},2)`);
  },
);
