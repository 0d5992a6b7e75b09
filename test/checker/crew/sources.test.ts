import { expect, test } from 'vitest';
import type { SystemOf } from '../../../checker/crew/source.js';
import type { Built } from '../../../model/system.js';
import { subjects } from '../../../cli/subjects.js';

/** What a search sees of a system. */
const seen = ({ system }: Built): unknown => ({
  fields: system.fields.map(({ name, offset, size }) => [name, offset, size]),
  initial: [...system.initial],
  programs: system.programs.map((p) => [p.thread, p.instructions.map((i) => i.step.fn)]),
});

test.each(subjects.map((s) => [s.id, s] as const))(
  '%s: what a worker is sent builds the same system and asks the same properties',
  async (_, subject) => {
    const asked = subject.properties.slice(2, 5).toReversed();
    for (const scenario of subject.litmus.slice(0, 3)) {
      const topology = subject.topologies.find((t) => t.name === scenario.topology)!;
      for (const design of subject.designs.slice(0, 3)) {
        const { module, of } = subject.sourceOf(
          topology,
          design,
          scenario,
          asked.map((p) => p.id),
        );
        const { systemOf } = (await import(module)) as { systemOf: SystemOf };
        const { built, properties } = systemOf(structuredClone(of));
        expect(seen(built)).toEqual(seen(subject.build(topology, design, scenario)));
        expect(properties).toEqual(asked);
      }
    }
  },
);
