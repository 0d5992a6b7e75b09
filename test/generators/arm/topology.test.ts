import fc from 'fast-check';
import { expect, test } from 'vitest';
import { armTopologies } from '../../../generators/arm/topology.js';
import { assertSeeded, integerSeed } from '../../../generators/seed.js';
import { parseArmTopology, ridOf, type ArmTopology } from '../../../model/arm/hardware/topology.js';
import { aliasesOf, deviceIdOf, streamOf, xenSegmentOf } from '../../../model/arm/hardware/translate.js';
import { shrinkWalk } from '../shrinking.js';

const sizeOf = (t: ArmTopology): number =>
  t.rootComplexes.length + t.smmus.length + t.msiControllers.length + t.bridges.length + t.devices.length;

test('every machine is valid, and survives being written and read', () => {
  assertSeeded(
    'valid machines',
    fc.property(armTopologies(), (t) => {
      expect(parseArmTopology(JSON.parse(JSON.stringify(t)), 'again')).toEqual(t);
      expect(t.rootComplexes.length).toBeLessThanOrEqual(3);
      expect(t.wires.map((w) => w.sbdf)).toEqual(t.devices.map((d) => d.sbdf));
    }),
    { numRuns: 500 },
  );
});

test('the same seed makes the same machines', () => {
  const sample = (): ArmTopology[] => fc.sample(armTopologies(), { seed: integerSeed('same'), numRuns: 20 });
  expect(sample()).toEqual(sample());
});

/** Of how many wires the maps say something, and of how many of these something else than the wire. */
function compareMapsWithWires(machines: readonly ArmTopology[]): { compared: number; differ: number } {
  const found = { compared: 0, differ: 0 };
  for (const t of machines)
    for (const w of t.wires) {
      const { rootComplex } = t.devices.find((d) => d.sbdf === w.sbdf)!;
      const rc = t.rootComplexes.find((r) => r.name === rootComplex)!;
      const carried = aliasesOf(t, w.sbdf).at(-1) ?? ridOf(w.sbdf);
      const pairs = [
        [streamOf(rc, carried), { target: w.smmu, id: w.streamId }],
        [deviceIdOf(rc, carried), { target: w.its, id: w.deviceId }],
      ] as const;
      for (const [mapped, wired] of pairs) {
        if (!('target' in mapped) || mapped.target === null) continue;
        found.compared++;
        if (mapped.target !== wired.target || mapped.id !== wired.id) found.differ++;
      }
    }
  return found;
}

test('a device tree that does not lie leads where the wires go', () => {
  const machines = fc.sample(armTopologies({ lies: false }), { seed: integerSeed('honest'), numRuns: 500 });
  const { compared, differ } = compareMapsWithWires(machines);
  expect(compared).toBeGreaterThan(1000);
  expect(differ).toBe(0);
});

test('device trees lie now and then', () => {
  const machines = fc.sample(armTopologies(), { seed: integerSeed('lies'), numRuns: 500 });
  const { compared, differ } = compareMapsWithWires(machines);
  expect(differ / compared).toBeGreaterThan(0.03);
  expect(differ / compared).toBeLessThan(0.15);
});

test('shrinking stays valid and ends at the smallest machine', () => {
  for (let i = 0; i < 20; i++) {
    const tried = shrinkWalk(armTopologies(), `shrink ${i}`);
    for (const t of tried) expect(() => parseArmTopology(t, 'shrunk')).not.toThrow();
    const last = tried.at(-1)!;
    expect(sizeOf(last)).toBeLessThanOrEqual(sizeOf(tried[0]!));
    expect(sizeOf(last)).toBe(4);
  }
});

test('shrinking keeps what is asked for and drops the rest', () => {
  const sharesSegment = (t: ArmTopology): boolean => {
    const segments = t.rootComplexes.map((rc) => xenSegmentOf(t, rc));
    return new Set(segments).size < segments.length;
  };
  for (let i = 0; i < 20; i++) {
    const tried = shrinkWalk(armTopologies().filter(sharesSegment), `keep ${i}`, sharesSegment);
    const last = tried.findLast(sharesSegment)!;
    expect([last.rootComplexes.length, last.devices.length, last.bridges.length]).toEqual([2, 1, 0]);
  }
});
