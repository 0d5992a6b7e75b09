import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { assertSeeded, integerSeed } from '../../generators/seed.js';
import { topologies } from '../../generators/topology.js';
import { gsiFromPrt } from '../../model/hardware/routing.js';
import { isServed, parseTopology, type Topology } from '../../model/hardware/topology.js';
import { shrinkWalk } from './shrinking.js';

const sizeOf = (t: Topology): number =>
  t.ioapics.length + t.devices.length + t.bridges.length + t.links.length + t.overrides.length;

const depthOf = (t: Topology, bus: string): number => {
  const bridge = t.bridges.find((b) => b.secondary === bus);
  return bridge ? 1 + depthOf(t, bridge.sbdf.slice(0, 7)) : 0;
};

test('every machine is valid, and survives being written and read', () => {
  assertSeeded(
    'valid machines',
    fc.property(topologies(), (t) => {
      expect(parseTopology(JSON.parse(JSON.stringify(t)), 'again')).toEqual(t);
      expect(t.ioapics.length).toBeLessThanOrEqual(5);
      for (const b of t.bridges) expect(depthOf(t, b.secondary)).toBeLessThanOrEqual(3);
    }),
    { numRuns: 500 },
  );
});

test('the same seed makes the same machines', () => {
  const sample = (): Topology[] => fc.sample(topologies(), { seed: integerSeed('same'), numRuns: 20 });
  expect(sample()).toEqual(sample());
});

describe('wires', () => {
  test('firmware that does not lie leads where they go, and to nothing where the OS chooses', () => {
    assertSeeded(
      'honest firmware',
      fc.property(topologies({ firmwareLies: 0 }), (t) => {
        for (const d of t.devices) {
          const route = gsiFromPrt(t, d);
          const wire = t.wires.find((w) => w.sbdf === d.sbdf);
          if (d.pin === null) expect([route.kind, wire]).toEqual(['no-pin', undefined]);
          else if (route.kind === 'gsi')
            expect(wire).toEqual({ sbdf: d.sbdf, gsi: route.gsi, polarity: 'low' });
          else {
            expect(route.kind).toBe('link');
            const link = t.links.find((l) => route.kind === 'link' && l.name === route.link)!;
            const [only] = link.possible;
            if (link.possible.length === 1)
              expect(wire).toEqual({ sbdf: d.sbdf, gsi: only, polarity: link.polarity });
            else expect(wire).toBeUndefined();
          }
        }
        for (const w of t.wires) expect(isServed(t, w.gsi)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  test('firmware lies about as often as it is told to', () => {
    const lying = (firmwareLies: number): number => {
      const machines = fc.sample(topologies({ firmwareLies }), { seed: integerSeed('lies'), numRuns: 300 });
      const pinned = machines.flatMap((t) =>
        t.devices.filter((d) => d.pin !== null).map((d) => [t, d] as const),
      );
      const lies = pinned.filter(([t, d]) => {
        const route = gsiFromPrt(t, d);
        const wire = t.wires.find((w) => w.sbdf === d.sbdf);
        if (route.kind === 'no-entry') return true;
        return (
          route.kind === 'gsi' && wire !== undefined && (wire.gsi !== route.gsi || wire.polarity === 'high')
        );
      });
      return lies.length / pinned.length;
    };
    expect(lying(0)).toBe(0);
    expect(lying(0.03)).toBeGreaterThan(0.005);
    expect(lying(0.03)).toBeLessThan(0.06);
    expect(lying(0.5)).toBeGreaterThan(0.2);
  });
});

test('shrinking stays valid and ends at the smallest machine', () => {
  for (let i = 0; i < 20; i++) {
    const tried = shrinkWalk(topologies(), `shrink ${i}`);
    for (const t of tried) expect(() => parseTopology(t, 'shrunk')).not.toThrow();
    const last = tried.at(-1)!;
    expect(sizeOf(last)).toBeLessThanOrEqual(sizeOf(tried[0]!));
    expect([last.ioapics.length, last.devices.length, last.bridges.length]).toEqual([1, 1, 0]);
  }
});

test('shrinking keeps what is asked for and drops the rest', () => {
  for (let i = 0; i < 20; i++) {
    const swizzled = (t: Topology): boolean =>
      t.devices.some((d) => d.pin !== null && depthOf(t, d.sbdf.slice(0, 7)) === 2);
    const tried = shrinkWalk(topologies().filter(swizzled), `keep ${i}`, swizzled);
    const last = tried.findLast(swizzled)!;
    expect(last.ioapics.length).toBe(1);
    expect(last.bridges.length).toBeLessThanOrEqual(3);
    expect(last.devices.length).toBeLessThanOrEqual(3);
  }
});
