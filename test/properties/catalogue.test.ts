import { describe, expect, test } from 'vitest';
import { whyVacuous } from '../../checker/vacuity.js';
import { buildSystem } from '../../model/build.js';
import { designs } from '../../model/designs/index.js';
import { parseTopology } from '../../model/hardware/topology.js';
import { properties } from '../../properties/index.js';
import { knownBugs } from '../../properties/litmus/known-bugs.js';
import { expected, expectedVerdict } from '../../properties/litmus/expectations.js';
import { litmus } from '../../properties/litmus/scenarios.js';
import { litmusTopologies } from '../../properties/litmus/topologies.js';

const topologies = new Map(litmusTopologies.map((t) => [t.name, parseTopology(t, t.name)]));
const ids = properties.map((p) => p.id);

/** A virtual function has no pin: these lives of it ask every design for nothing. */
const OF_NO_INTERRUPT = ['T7/attach-detach', 'T7/back-to-dom0', 'T7/round-trip'];

describe('the catalogue', () => {
  test('has at least sixty scenarios, each with a name of its own and a question', () => {
    expect(litmus.length).toBeGreaterThanOrEqual(60);
    expect(new Set(litmus.map((l) => l.name)).size).toBe(litmus.length);
    for (const l of litmus) {
      expect(l.name).toMatch(/^[\w-]+\/[\w-]+$/);
      expect(l.name.split('/')[0]).toBe(l.topology);
      expect(l.question).toMatch(/\w+ \w+/);
      expect(ids).toContain(l.asks);
    }
  });

  test('a scenario is at most twenty lines, and has at most three threads', () => {
    for (const l of litmus) {
      const lines = [...(l.given ?? []), ...Object.values(l.threads).flat()];
      expect([l.name, lines.length <= 20, Object.keys(l.threads).length <= 3]).toEqual([l.name, true, true]);
    }
  });

  test.each(['T1', 'T2', 'T3', 'T4', 'T5', 'T6', 'T7', 'T8'])(
    '%s is searched through every life',
    (topology) => {
      const names = litmus.filter((l) => l.topology === topology).map((l) => l.name.split('/')[1]);
      expect(names).toEqual(
        expect.arrayContaining([
          'attach',
          'attach-detach',
          'attach-destroy',
          'attach-detach-attach',
          'back-to-dom0',
        ]),
      );
    },
  );

  test('the life of two devices on one line of which one is detached is asked about', () => {
    expect(litmus.map((l) => l.name)).toContain('T3/detach-sibling-assert');
  });

  test.each([
    '(1)',
    '(2)',
    '(3)',
    '(4)',
    '(5)',
    '(6)',
    '(6, 7)',
    '(8)',
    '(9)',
    '(10)',
    '(11)',
    '(12)',
    '(13)',
    '(15)',
  ])('race %s of the facts is a scenario', (number) => {
    expect(litmus.some((l) => l.question!.endsWith(number))).toBe(true);
  });

  test('known bugs are shown by a scenario, or it is said why not', () => {
    for (const bug of knownBugs)
      if ('scenario' in bug) expect(litmus.map((l) => l.name)).toContain(bug.scenario);
      else expect(bug.notModelled).toMatch(/\w+ \w+/);
  });
});

describe('every cell is small, and is about something or says why not', () => {
  test('at most forty thousand states', () => {
    for (const l of litmus)
      for (const d of designs) expect(expected[l.name]![d.id]!.states).toBeLessThan(40_000);
  });

  test.each(litmus.map((l) => [l.name, l] as const))('%s', (_name, l) => {
    const vacuous = designs.filter((d) => expectedVerdict(l.asks!, d.id, l.name) === 'vacuous');
    expect(vacuous.length === designs.length).toBe(OF_NO_INTERRUPT.includes(l.name));
    for (const d of vacuous) {
      const why = whyVacuous(buildSystem(topologies.get(l.topology)!, d, l), l.asks!);
      expect([d.id, why]).toEqual([d.id, expect.stringMatching(/\w+ \w+/)]);
    }
  });
});

describe('the merged design does what it is said to do', () => {
  test.each(['I1', 'I2', 'I3'])(
    '%s is violated in no scenario whose firmware tells the truth',
    (property) => {
      // The firmware of `edge` calls a PCI line edge triggered, which none is.
      const truthful = litmus.filter((l) => l.topology !== 'edge');
      const violated = truthful.filter(
        (l) => expectedVerdict(property, 'pvh-6.12-4.20', l.name) === 'violated',
      );
      expect(violated.map((l) => l.name)).toEqual([]);
    },
  );

  test.each(['T1', 'T2', 'T3', 'T4', 'T5', 'T6', 'T8'])('a device of %s can be given away', (topology) => {
    expect(expectedVerdict('A1', 'pvh-6.12-4.20', `${topology}/attach`)).toBe('holds');
  });
});
