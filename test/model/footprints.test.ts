import { describe, expect, test } from 'vitest';
import { buildSystem } from '../../model/build.js';
import type { Design } from '../../model/designs/design.js';
import { designs } from '../../model/designs/index.js';
import { parseTopology } from '../../model/hardware/topology.js';
import type { System } from '../../model/system.js';
import type { Litmus } from '../../properties/litmus/litmus.js';
import { litmus } from '../../properties/litmus/scenarios.js';
import { litmusTopologies } from '../../properties/litmus/topologies.js';
import { undeclared } from './undeclared.js';

/**
 * Fusing is sound only if steps touch what they declare. A recording layout reports every access; each step, and each
 * guard, is checked against its declaration on random walks through every built-in scenario under every design.
 */

const topologies = new Map(litmusTopologies.map((t) => [t.name, parseTopology(t, t.name)]));

const walk = (
  design: Design,
  scenario: Litmus,
  prepare?: (s: System) => void,
): ReturnType<typeof undeclared> =>
  undeclared(
    (recorder) => buildSystem(topologies.get(scenario.topology)!, design, scenario, { recorder }),
    prepare,
  );

describe('steps touch only what they declare', () => {
  test.each(designs.map((d) => [d.id, d] as const))('%s', (_id, design) => {
    const walks = litmus.map((scenario) => walk(design, scenario));
    expect([...new Set(walks.flatMap((w) => w.wrong))]).toEqual([]);
    expect(walks.reduce((n, w) => n + w.steps, 0)).toBeGreaterThan(10_000);
  });

  test('a step with a wrong declaration is caught', () => {
    const { wrong } = walk(
      designs[0]!,
      litmus.find((l) => l.name === 'T1/attach')!,
      (system) => {
        for (const p of system.programs)
          for (const i of p.instructions)
            if (i.step.fn === 'pci_enable_device') (i.step as { writes: readonly string[] }).writes = [];
      },
    );
    expect(wrong).toContain('linux pci_enable_device writes linux.dev:0');
  });
});
