import { describe, expect, test } from 'vitest';
import { canonicalHash } from '../../../checker/canonical.js';
import { explore } from '../../../checker/explore.js';
import { fuzz } from '../../../checker/fuzz.js';
import { honestReductions, reductions } from '../../../checker/reductions.js';
import { shrink } from '../../../checker/shrink.js';
import type { Reproducer } from '../../../checker/subject.js';
import { arm } from '../../../cli/arm.js';
import type { ArmDesign } from '../../../model/arm/designs/design.js';
import { parseArmTopology, type ArmTopology } from '../../../model/arm/hardware/topology.js';
import type { Scenario } from '../../../model/scenario.js';

const designNamed = (id: string): ArmDesign => arm.designs.find((d) => d.id === id)!;
const topologyNamed = (name: string): ArmTopology => arm.topologies.find((t) => t.name === name)!;
const m1 = designNamed('m1-dom0-tool');
const drawn = (n: number): readonly Reproducer<ArmTopology>[] => arm.random!.draw('random ARM', n, m1);
const sizeOf = ({ topology: t, scenario: s }: Reproducer<ArmTopology>): number =>
  [s.given ?? [], ...Object.values(s.threads)].flat().length +
  t.rootComplexes.length +
  t.smmus.length +
  t.msiControllers.length +
  t.bridges.length +
  t.devices.length;

test('the system built of the cone is the same', () => {
  for (const { topology, scenario } of [
    ...drawn(25),
    ...arm.litmus.map((l) => ({ topology: topologyNamed(l.topology), scenario: l })),
  ]) {
    const cone = arm.coneOf(topology, scenario);
    const size = (t: ArmTopology): number[] => {
      const { states, transitions, depth } = explore(arm.build(t, m1, scenario), [], { maxStates: 5000 });
      return [states, transitions, depth];
    };
    expect(size(cone), scenario.name).toEqual(size(topology));
  }
});

describe('random systems', () => {
  test('are the same for the same seed, and their device trees tell the truth', () => {
    expect(drawn(20)).toEqual(drawn(20));
    expect(drawn(100).every((r) => arm.isTruthful(r))).toBe(true);
  });

  test('lose parts, stay valid, and do not begin to lie', () => {
    for (const from of drawn(15)) {
      let smaller = 0;
      for (const r of reductions(arm, from)) {
        expect(() => parseArmTopology(r.topology, 'reduced')).not.toThrow();
        if (sizeOf(r) < sizeOf(from)) smaller++;
      }
      expect(smaller).toBeGreaterThan(0);
      for (const r of honestReductions(arm, from)) expect(arm.isTruthful(r)).toBe(true);
    }
  });

  test('a lie about an id is told from the truth', () => {
    const topology = topologyNamed('A1');
    const scenario: Scenario = { name: 'x', threads: { a: ['pci.add 00:01.0'] } };
    const lying = {
      ...topology,
      wires: topology.wires.map((w) => (w.sbdf === '0000:00:01.0' ? { ...w, deviceId: 0x99 } : w)),
    };
    expect(arm.isTruthful({ topology, scenario })).toBe(true);
    expect(arm.isTruthful({ topology: lying, scenario })).toBe(false);
    const others: Scenario = { name: 'x', threads: { a: ['pci.add 00:02.0'] } };
    expect(arm.isTruthful({ topology: lying, scenario: others })).toBe(true);
  });
});

test('a violation shrinks to what it takes: two devices whose LPIs the guest gets as each other under M1', () => {
  const property = arm.properties.find((p) => p.id === 'ARM-I7')!;
  const scenario = arm.litmus.find((l) => l.name === 'A1/two-devices')!;
  const found = shrink(arm, { topology: topologyNamed('A1'), scenario }, m1, property);
  expect(found.minimal).toBe('shortest');
  expect(found.topology.devices).toHaveLength(2);
  const lines = [found.scenario.given ?? [], ...Object.values(found.scenario.threads)].flat();
  expect(lines.length).toBeLessThan(8);
  expect(lines.filter((l) => l.startsWith('xl.attach'))).toHaveLength(2);
});

test('finds are one if only their names differ', () => {
  const hash = (topology: ArmTopology, attached: string): string =>
    canonicalHash(arm, { topology, scenario: { name: 'x', threads: { a: [`xl.attach ${attached} dom1`] } } });
  const plain = topologyNamed('A1');
  expect(hash({ ...plain, name: 'other' }, '00:02.0')).toBe(hash(plain, '00:01.0'));
  expect(hash(topologyNamed('A7'), '00:01.0')).not.toBe(hash(plain, '00:01.0'));
});

test('fuzzing finds the problem of thread 002 under M0, and each find once', () => {
  const systems = function* (): Generator<Reproducer> {
    let n = 40;
    for (const system of arm.random!.endless('thread 002', arm.topologies, false)) {
      if (n-- === 0) return;
      yield system;
    }
  };
  const finds = [
    ...fuzz({
      subject: arm,
      designs: [designNamed('m0-nothing')],
      properties: arm.properties,
      systems: systems(),
      seed: 'thread 002',
      found: '2026-01-31',
      shrinkMs: Infinity,
    }),
  ].flatMap((e) => e.finds);
  expect(finds.map((f) => f.property)).toEqual(expect.arrayContaining(['ARM-R5', 'ARM-I9']));
  expect(new Set(finds.map((f) => f.key)).size).toBe(finds.length);
}, 60_000);
