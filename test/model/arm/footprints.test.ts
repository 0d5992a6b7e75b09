import { describe, expect, test } from 'vitest';
import { buildArmSystem } from '../../../model/arm/build.js';
import { armDesigns } from '../../../model/arm/designs/index.js';
import { parseArmTopology } from '../../../model/arm/hardware/topology.js';
import { armLitmus } from '../../../properties/litmus/arm/scenarios.js';
import { armTopologies } from '../../../properties/litmus/arm/topologies.js';
import { undeclared } from '../undeclared.js';

const topologies = new Map(armTopologies.map((t) => [t.name, parseArmTopology(t, t.name)]));

describe('steps touch only what they declare', () => {
  test.each(armDesigns.map((d) => [d.id, d] as const))('%s', (_id, design) => {
    const walks = armLitmus.map((scenario) =>
      undeclared((recorder) =>
        buildArmSystem(topologies.get(scenario.topology)!, design, scenario, { recorder }),
      ),
    );
    expect([...new Set(walks.flatMap((w) => w.wrong))]).toEqual([]);
    expect(walks.reduce((n, w) => n + w.steps, 0)).toBeGreaterThan(2_000);
  });
});
