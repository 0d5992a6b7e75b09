import fc from 'fast-check';
import type { Model } from '../../model/model.js';
import { describe, expect, test } from 'vitest';
import { explore } from '../../checker/explore.js';
import { judge } from '../../checker/judge.js';
import { honestReductions } from '../../checker/reductions.js';
import type { Reproducer as AnyReproducer } from '../../checker/subject.js';
import { x86 } from '../../cli/x86.js';
import { shrink } from '../../checker/shrink.js';
import { walk } from '../../checker/walk.js';
import { integerSeed } from '../../generators/seed.js';
import { systems } from '../../generators/system.js';
import { buildSystem } from '../../model/build.js';
import type { Design } from '../../model/designs/design.js';
import { designs } from '../../model/designs/index.js';
import { pvh612Xen420 } from '../../model/designs/merged-upstream.js';
import { parseTopology, type Topology } from '../../model/hardware/topology.js';
import { properties } from '../../properties/index.js';
import { litmus } from '../../properties/litmus/scenarios.js';
import { litmusTopologies } from '../../properties/litmus/topologies.js';
import type { Property } from '../../properties/property.js';
import { separate, shared } from '../model/lifecycles/systems.js';
import { artificial } from './systems.js';

type Reproducer = AnyReproducer<Topology>;

/** Counts what can be left out, and lets numbers weigh as much as they are away from the plainest. */
const sizeOf = ({ topology: t, scenario: s }: Reproducer): number => {
  const lines = [...(s.given ?? []), ...Object.values(s.threads).flat()];
  const guests = [...lines.join(' ').matchAll(/\bdom(\d)\b/g)].reduce((n, [, d]) => n + Number(d), 0);
  return (
    2 * lines.length +
    guests +
    (s.given ? 1 : 0) +
    (s.paused?.length ?? 0) +
    (s.earlyTimeouts ? 1 : 0) +
    [t.ioapics, t.devices, t.bridges, t.overrides, t.prt].reduce((n, list) => n + list.length, 0) +
    t.prt.reduce((n, p) => n + p.entries.length, 0) +
    t.links.reduce((n, l) => n + 1 + l.possible.length + (l.current === null ? 0 : 1), 0) +
    t.devices.reduce((n, d) => n + d.msi + d.interruptLine + (d.physfn === undefined ? 0 : 1), 0) +
    t.irqsTakenAtBoot
  );
};

/** Tries every single deletion, by a search of the whole. */
function expectNothingSuperfluous(r: Reproducer, design: Design, property: Property<Model>): void {
  for (const smaller of honestReductions(x86, r)) {
    const { findings } = explore(buildSystem(smaller.topology, design, smaller.scenario), [property]);
    expect(findings[0]!.verdict, JSON.stringify(smaller.scenario)).not.toBe('violated');
  }
}

describe('reductions', () => {
  test('are valid and smaller', () => {
    for (const s of fc.sample(systems(), { seed: integerSeed('reductions'), numRuns: 30 })) {
      const from = { topology: s.topology, scenario: s.scenario };
      for (const r of honestReductions(x86, from)) {
        parseTopology(r.topology, 'reduced');
        buildSystem(r.topology, s.design, r.scenario);
        expect(sizeOf(r)).toBeLessThan(sizeOf(from));
      }
    }
  });

  test('a thread goes with the crash that was meant for it, a device with all that names it', () => {
    const scenario = {
      name: 'x',
      threads: { a: ['xl.attach 00:01.0 dom1'], b: ['toolstack.crash a', 'driver.bind 00:02.0'] },
    };
    const all = [...honestReductions(x86, { topology: shared, scenario })].map((r) => r.scenario.threads);
    expect(all).toContainEqual({ b: ['driver.bind 00:02.0'] });
    expect(all).toContainEqual({ a: ['xl.attach 00:01.0 dom1'] });
    expect(all).not.toContainEqual({ b: ['toolstack.crash a', 'driver.bind 00:02.0'] });
  });

  test('an IO-APIC stays while a wire ends there', () => {
    const scenario = { name: 'x', threads: { a: ['driver.bind 00:01.0'] } };
    for (const r of honestReductions(x86, { topology: separate, scenario }))
      for (const w of r.topology.wires)
        expect(r.topology.ioapics.some((io) => w.gsi >= io.gsiBase && w.gsi < io.gsiBase + io.pins)).toBe(
          true,
        );
  });
});

describe('shrinking', () => {
  test('an artificial bug that needs two threads and one device each', () => {
    const property = artificial(
      'always',
      ({ model: m }) =>
        m.scope.devices.length >= 2 &&
        m.linux.lock[0] !== 0 &&
        m.linux.lock[1] !== 0 &&
        m.linux.enableCnt[0] === 1,
    );
    const start = {
      topology: separate,
      scenario: {
        name: 'too much',
        paused: ['dom1'],
        given: ['evtchn.bind'],
        threads: {
          a: ['driver.bind 00:01.0', 'driver.unbind 00:01.0', 'xl.assignable-add 00:01.0'],
          b: ['driver.bind 00:02.0', 'driver.unbind 00:02.0', 'xl.unpause dom1'],
          c: ['driver.bind 00:03.0'],
        },
      },
    };
    const small = shrink(x86, start, pvh612Xen420, property);
    expect(small.minimal).toBe('shortest');
    expect(small.undecided).toBe(0);
    expect(Object.keys(small.scenario.threads).length).toBe(2);
    expect(Object.values(small.scenario.threads).flat().length).toBe(2);
    expect(small.scenario.given).toBeUndefined();
    expect(small.scenario.paused).toBeUndefined();
    expect(small.topology.devices.length).toBe(2);
    expect(judge(small.built, property, small.path)).toBe('it is bad');
    expectNothingSuperfluous(small, pvh612Xen420, property);
  });

  test('refuses what is not violated', () => {
    const never = artificial('always', () => false);
    const start = { topology: shared, scenario: { name: 'fine', threads: { a: ['driver.bind 00:01.0'] } } };
    expect(() => shrink(x86, start, pvh612Xen420, never)).toThrow(
      'X1 is not violated in fine under pvh-6.12-4.20',
    );
  });

  test('what random systems violate of the real properties ends small, shortest and without superfluous parts', () => {
    const seen = new Set<string>();
    for (const s of fc.sample(systems(), { seed: integerSeed('real'), numRuns: 40 }))
      for (const property of properties) {
        if (seen.has(property.id)) continue;
        const built = buildSystem(s.topology, s.design, s.scenario);
        if (!walk(built, [property], { seed: 'real', runs: 20 }).violation) continue;
        seen.add(property.id);
        const small = shrink(x86, s, s.design, property);
        expect(small.minimal, property.id).toBe('shortest');
        expect(judge(small.built, property, small.path), property.id).toBe(small.witness);
        expect(small.topology.devices.length).toBeLessThanOrEqual(3);
        expectNothingSuperfluous(small, s.design, property);
      }
    expect(seen.size).toBeGreaterThan(5);
  }, 60_000);
});

test('thread 000: the shrunk counterexample has no superfluous device, IO-APIC, thread or step', () => {
  const built = litmusTopologies.find((t) => t.name === 'T2')!;
  const scenario = litmus.find((l) => l.name === 'T2/irq-as-gsi')!;
  const design = designs.find((d) => d.id === 'rfc-base')!;
  const property = properties.find((p) => p.id === 'I1')!;
  const found = shrink(x86, { topology: parseTopology(built, 'T2'), scenario }, design, property, {
    seed: 'thread 000',
  });
  expect(found.minimal).toBe('shortest');
  expect(found.topology.devices.map((d) => d.sbdf)).toEqual(['0000:00:02.0']);
  // irq 24 differs from GSI 38 only because a first IO-APIC reserves the numbers below: neither can go.
  expect(found.topology.ioapics).toHaveLength(2);
  const threads = Object.values(found.scenario.threads);
  expect([...(found.scenario.given ?? []), ...threads.flat()]).toHaveLength(2);
  expect(found.witness).toContain('for 0000:00:02.0, which is wired to GSI 38');
});
