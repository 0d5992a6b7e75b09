import { describe, expect, test } from 'vitest';
import { JudgedRun } from '../../checker/judged-run.js';
import { Xorshift } from '../../checker/random.js';
import { subjects } from '../../cli/subjects.js';
import { NOT_APPLICABLE, VIOLATED } from '../../properties/property.js';

/** Each design plays other scenarios. */
const ONE_IN = 6;

describe.each(
  subjects.flatMap((subject) =>
    subject.designs.map((design, turn) => ({ subject, design, id: design.id, turn })),
  ),
)('under $id', ({ subject, design, turn }) => {
  test('a run that asks only what a step may have changed sees what one that always asks sees', () => {
    const asked = subject.properties.filter((p) => p.kind !== 'at-rest');
    for (const scenario of subject.litmus.filter((_, i) => i % ONE_IN === turn % ONE_IN)) {
      const topology = subject.topologies.find((t) => t.name === scenario.topology)!;
      const built = subject.build(topology, design, scenario);
      const { system } = built;
      const random = new Xorshift(`${design.id} ${scenario.name}`);
      for (const property of asked) {
        const run = new JudgedRun(built, [property]);
        const check = property.on(built);
        let concerned = false;
        run.start();
        if (check.state) concerned = check.state(system.busy()) !== NOT_APPLICABLE;
        check.before?.();
        for (let step = 0; step < 100 && run.violation === null; step++) {
          const n = system.moves();
          if (n === 0) break;
          const i = random.below(n);
          const thread = system.moveThread[i]!;
          run.fire(thread, system.moveOutcome[i]!);
          const answer = check.state?.(system.busy()) ?? check.after!(thread, system.last);
          check.before?.();
          if (answer !== NOT_APPLICABLE) concerned = true;
          expect(run.violation !== null, `${property.id} in ${scenario.name}, step ${step}`).toBe(
            answer === VIOLATED,
          );
        }
        // A step property is not asked of steps that cannot concern it, though it would have an answer.
        if (property.kind !== 'step')
          expect(run.applicable.length > 0, `${property.id} concerns ${scenario.name}`).toBe(concerned);
      }
    }
  });
});
