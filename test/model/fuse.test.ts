import { describe, expect, test } from 'vitest';
import { explore } from '../../checker/explore.js';
import { buildSystem } from '../../model/build.js';
import { designs } from '../../model/designs/index.js';
import { parseTopology } from '../../model/hardware/topology.js';
import type { Recorder } from '../../model/layout.js';
import { properties } from '../../properties/index.js';
import { litmus } from '../../properties/litmus/scenarios.js';
import { litmusTopologies } from '../../properties/litmus/topologies.js';

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
  test.each(properties.map((p) => [p.id, p] as const))('%s', (_id, property) => {
    const undeclared = new Set<string>();
    let reading = false;
    const recorder: Recorder = {
      read: (group) => {
        if (reading && !group.startsWith('thread') && !property.reads.includes(group)) undeclared.add(group);
      },
      write: (group) => {
        if (reading) undeclared.add(`write to ${group}`);
      },
    };
    const judge = <T>(f: () => T): T => {
      reading = true;
      const answer = f();
      reading = false;
      return answer;
    };
    for (const design of designs.filter((d) => ['rfc-base', 'pv-6.1-4.17', 'pvh-6.12-4.20'].includes(d.id)))
      for (const scenario of litmus) {
        const built = buildSystem(topologies.get(scenario.topology)!, design, scenario, { recorder });
        const check = property.on(built);
        const { system } = built;
        system.state.set(system.initial);
        for (let i = 0; i < 120; i++) {
          const n = system.moves();
          if (n === 0) break;
          const move = (i * 7919) % n;
          const instruction = system.at(system.moveThread[move]!)!;
          judge(() => check.before?.());
          system.fire(system.moveThread[move]!, system.moveOutcome[move]!);
          judge(() => check.after?.(0, instruction));
          judge(() => check.state?.(system.busy()));
        }
      }
    expect([...undeclared]).toEqual([]);
  });
});
