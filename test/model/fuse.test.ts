import { describe, expect, test } from 'vitest';
import { explore } from '../../checker/explore.js';
import { buildSystem } from '../../model/build.js';
import { designs } from '../../model/designs/index.js';
import { parseTopology } from '../../model/hardware/topology.js';
import type { Recorder } from '../../model/layout.js';
import { properties } from '../../properties/index.js';
import { litmus } from '../../properties/litmus/scenarios.js';
import { litmusTopologies } from '../../properties/litmus/topologies.js';
import { undeclaredReads } from './undeclared-reads.js';

const topologies = new Map(litmusTopologies.map((t) => [t.name, parseTopology(t, t.name)]));
const visible = [...new Set(properties.flatMap((p) => p.reads))];

describe('fusing steps nobody else can see', () => {
  test.each(designs.map((d) => [d.id, d] as const))(
    'changes no verdict of any scenario: %s',
    (_id, design) => {
      let [plain, fused] = [0, 0];
      for (const scenario of litmus) {
        const topology = topologies.get(scenario.topology)!;
        const a = explore(buildSystem(topology, design, scenario), properties);
        const b = explore(buildSystem(topology, design, scenario, { visible }), properties);
        expect(b.findings.map((f) => [scenario.name, f.property.id, f.verdict])).toEqual(
          a.findings.map((f) => [scenario.name, f.property.id, f.verdict]),
        );
        expect(b.deadlock === null).toBe(a.deadlock === null);
        plain += a.states;
        fused += b.states;
      }
      expect(fused).toBeLessThan(plain);
    },
  );
});

describe('properties read only what they declare', () => {
  const looked = designs.filter((d) => ['rfc-base', 'pv-6.1-4.17', 'pvh-6.12-4.20'].includes(d.id));
  test.each(properties.map((p) => [p.id, p] as const))('%s', (_id, property) => {
    const builders = looked.flatMap((design) =>
      litmus.map(
        (scenario) => (recorder: Recorder) =>
          buildSystem(topologies.get(scenario.topology)!, design, scenario, { recorder }),
      ),
    );
    expect(undeclaredReads(property, builders)).toEqual([]);
  });
});
