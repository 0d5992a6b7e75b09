import { describe, expect, test } from 'vitest';
import type { Find } from '../../checker/find.js';
import { fuzz, type FuzzEvent, type FuzzOptions } from '../../checker/fuzz.js';
import { judge } from '../../checker/judge.js';
import { Quota } from '../../checker/quota.js';
import type { Reproducer } from '../../checker/subject.js';
import { decodeToken } from '../../checker/token.js';
import { x86 } from '../../cli/x86.js';
import type { Topology } from '../../model/hardware/topology.js';
import { rfcBase } from '../../model/designs/irq-as-gsi.js';

/** So many systems are enough to find I1. */
const SYSTEMS = 30;
const SEED = 'fuzz test';

function* first(n: number, systems: Iterable<Reproducer>): Generator<Reproducer> {
  for (const system of systems) {
    if (n-- === 0) return;
    yield system;
  }
}

/** All that a run of the engine says; the shrinking is not timed, so that it is the same on a slow machine. */
const events = (options: Partial<FuzzOptions> = {}): FuzzEvent[] => [
  ...fuzz({
    subject: x86,
    designs: [rfcBase],
    properties: x86.properties,
    systems: first(SYSTEMS, x86.random!.endless(SEED, x86.topologies, false)),
    seed: SEED,
    found: '2026-01-31',
    shrinkMs: Infinity,
    ...options,
  }),
];
const findsOf = (all: readonly FuzzEvent[]): Find[] => all.flatMap((e) => e.finds);

describe('fuzzing the RFC', () => {
  const all = events();
  const finds = findsOf(all);

  test('finds I1 and what else is known of it', () => {
    expect([...new Set(finds.map((f) => f.property))]).toEqual(
      expect.arrayContaining(['I1', 'I2', 'I4', 'I6', 'I10', 'L1']),
    );
  });

  test('finds each once, and no more than three of a kind', () => {
    expect(new Set(finds.map((f) => f.key)).size).toBe(finds.length);
    for (const { id } of x86.properties)
      expect(finds.filter((f) => f.property === id).length).toBeLessThanOrEqual(3);
  });

  test('shrinks: nothing is left of the machine but what it takes', () => {
    const i1 = finds.find((f) => f.property === 'I1')!;
    expect(i1.topology.devices.length).toBeLessThanOrEqual(2);
    expect(Object.values(i1.scenario.threads).flat().length).toBeLessThanOrEqual(3);
    expect(i1.steps.length).toBeLessThan(40);
  });

  test('each find is a run that violates its property', () => {
    for (const { property, token, witness, topology, scenario } of finds) {
      const { path, current } = decodeToken(token);
      const judged = x86.properties.find((p) => p.id === property)!;
      expect(current).toBe(true);
      expect(judge(x86.build(topology as Topology, rfcBase, scenario), judged, path)).toBe(witness);
    }
  });

  test('blames no firmware', () => {
    for (const { topology, scenario, key } of finds)
      expect(x86.isTruthful({ topology: topology as Topology, scenario }), key).toBe(true);
  });

  test('the same seed finds the same', () => {
    expect(events()).toEqual(all);
  });

  test('covers actions, and tells of each once', () => {
    const taken = all.flatMap((e) => e.taken);
    const compiled = all.flatMap((e) => e.compiled);
    expect(taken).toContain('qemu PHYSDEVOP_map_pirq');
    expect(new Set(taken).size).toBe(taken.length);
    expect(compiled).toEqual(expect.arrayContaining(taken));
  });

  test('what is known is not found again', () => {
    const known = finds.map(({ key, property, design }) => ({ key, property, design, fixed: false }));
    const keys = new Set(known.map((k) => k.key));
    for (const { key } of findsOf(events({ known }))) expect(keys).not.toContain(key);
  });

  test('ends when the time is up, with what it has', () => {
    let asked = 0;
    const some = events({ timeUp: () => ++asked > 40 });
    expect(some.length).toBeLessThan(SYSTEMS);
    expect(some.length).toBeGreaterThan(0);
  });

  test('a violation that there is no time to shrink is kept as it is', () => {
    const [find] = findsOf(events({ shrinkMs: 0 }));
    expect(find!.key).toMatch(/^\w+-rfc-base-/);
  });
});

describe('quota', () => {
  test('a property pauses for longer each time, and has had enough at last', () => {
    const quota = new Quota(2);
    expect(quota.wants('I1', 1)).toBe(true);
    expect(quota.note('I1', 'a', 1)).toBe(true);
    expect([2, 3].map((n) => quota.wants('I1', n))).toEqual([false, true]);
    expect(quota.note('I1', 'a', 3)).toBe(false);
    expect([6, 7].map((n) => quota.wants('I1', n))).toEqual([false, true]);
    expect(quota.wants('I2', 6)).toBe(true);
    expect(quota.note('I1', 'b', 7)).toBe(true);
    expect(quota.wants('I1', 999)).toBe(false);
  });

  test('earlier finds count unless they are fixed', () => {
    const quota = new Quota(1);
    quota.know('I1', 'a', true);
    expect(quota.wants('I1', 1)).toBe(true);
    expect(quota.note('I1', 'a', 1)).toBe(false);
    quota.know('I2', 'b', false);
    expect(quota.wants('I2', 1)).toBe(false);
  });
});
