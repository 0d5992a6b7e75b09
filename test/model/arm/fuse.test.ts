import { describe, expect, test } from 'vitest';
import { explore } from '../../../checker/explore.js';
import { buildArmSystem } from '../../../model/arm/build.js';
import { armDesigns } from '../../../model/arm/designs/index.js';
import { parseArmTopology } from '../../../model/arm/hardware/topology.js';
import type { Recorder } from '../../../model/layout.js';
import { armProperties } from '../../../properties/arm/index.js';
import { armLitmus } from '../../../properties/litmus/arm/scenarios.js';
import { armTopologies } from '../../../properties/litmus/arm/topologies.js';
import type { Property } from '../../../properties/property.js';
import { undeclaredReads } from '../undeclared-reads.js';

const topologies = new Map(armTopologies.map((t) => [t.name, parseArmTopology(t, t.name)]));
const visible = [...new Set(armProperties.flatMap((p) => p.reads))];
const properties = armProperties as readonly Property[];
const looked = armDesigns.filter((d) => ['head', 'm1-dom0-tool', 'm2-unmap', 'm7-vpci'].includes(d.id));

describe('fusing steps nobody else can see', () => {
  test.each(looked.map((d) => [d.id, d] as const))(
    'changes no verdict of any scenario: %s',
    (_id, design) => {
      for (const scenario of armLitmus) {
        const topology = topologies.get(scenario.topology)!;
        const a = explore(buildArmSystem(topology, design, scenario), properties);
        const b = explore(buildArmSystem(topology, design, scenario, { visible }), properties);
        expect(b.findings.map((f) => [scenario.name, f.property.id, f.verdict])).toEqual(
          a.findings.map((f) => [scenario.name, f.property.id, f.verdict]),
        );
        expect(b.deadlock === null).toBe(a.deadlock === null);
      }
    },
  );
});

describe('properties read only what they declare', () => {
  test.each(armProperties.map((p) => [p.id, p] as const))('%s', (_id, property) => {
    const builders = looked.flatMap((design) =>
      armLitmus.map(
        (scenario) => (recorder: Recorder) =>
          buildArmSystem(topologies.get(scenario.topology)!, design, scenario, { recorder }),
      ),
    );
    expect(undeclaredReads(property, builders)).toEqual([]);
  });
});
