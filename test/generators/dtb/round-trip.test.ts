import fc from 'fast-check';
import { expect, test } from 'vitest';
import { armTopologies } from '../../../generators/arm/topology.js';
import { readFlattened } from '../../../generators/dtb/flattened.js';
import { topologyOfTree } from '../../../generators/dtb/topology.js';
import { parseFunctions } from '../../../generators/functions.js';
import { assertSeeded } from '../../../generators/seed.js';
import type { ArmTopology, IdMap } from '../../../model/arm/hardware/topology.js';
import { functionsOf, treeOf } from './from-topology.js';
import { blobOf } from './write.js';

/** A topology without what neither a device tree nor a list of functions says. */
const sayable = (t: ArmTopology): unknown => ({
  rootComplexes: t.rootComplexes,
  smmus: t.smmus.map(({ name, version }) => ({ name, version })),
  msiControllers: t.msiControllers.map(({ name, kind }) => ({ name, kind })),
  bridges: t.bridges,
  devices: t.devices.map(({ sbdf, rootComplex }) => ({ sbdf, rootComplex })),
});

const throughBlob = (t: ArmTopology, warn: (line: string) => void = () => {}): ArmTopology =>
  topologyOfTree(readFlattened('x.dtb', blobOf(treeOf(t))), t.name, {
    functions: parseFunctions(functionsOf(t), 'pci.txt'),
    warn,
  });

test('a machine written as a device tree blob and imported is the same machine', () => {
  assertSeeded(
    'round trip',
    fc.property(armTopologies(), (t) => {
      expect(sayable(throughBlob(t))).toEqual(sayable(t));
    }),
    { numRuns: 500 },
  );
});

test('its wires are the same where the device tree tells the truth about every function', () => {
  const says = (
    map: IdMap | undefined,
    mask: number | undefined,
    [first, last]: readonly number[],
  ): boolean =>
    map === undefined ||
    (map.length === 1 &&
      map[0]!.to !== null &&
      map[0]!.length === 256 * (last! - first! + 1) &&
      (map[0]!.rid & ~(mask ?? 0xffff)) === 0);
  assertSeeded(
    'wires',
    fc.property(armTopologies({ lies: false }), (t) => {
      fc.pre(
        t.rootComplexes.every(
          (rc) => says(rc.iommuMap, rc.iommuMapMask, rc.buses) && says(rc.msiMap, rc.msiMapMask, rc.buses),
        ),
      );
      expect(throughBlob(t).wires).toEqual(t.wires);
    }),
    { numRuns: 200 },
  );
});

test('overlaps are warned of', () => {
  assertSeeded(
    'overlaps',
    fc.property(armTopologies(), (t) => {
      const warnings: string[] = [];
      throughBlob(t, (line) => warnings.push(line));
      const overlaps = t.rootComplexes
        .flatMap((rc) => [rc.iommuMap, rc.msiMap])
        .filter((map) => map && map.length === 2 && map[0]!.rid + map[0]!.length > map[1]!.rid);
      expect(warnings.filter((w) => w.includes('overlaps'))).toHaveLength(overlaps.length);
    }),
  );
});
