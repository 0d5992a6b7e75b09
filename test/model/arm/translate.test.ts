import { describe, expect, test } from 'vitest';
import { EFAULT, EINVAL, ENODEV } from '../../../model/errno.js';
import { parseArmTopology, type ArmTopologyInput, type IdMap } from '../../../model/arm/hardware/topology.js';
import {
  aliasesOf,
  deviceIdOf,
  dtMapId,
  hostBridgeOf,
  msiRid,
  streamOf,
  xenSegmentOf,
} from '../../../model/arm/hardware/translate.js';
import { rid, segment, streamId } from '../../../model/arm/numbers.js';

const two: ArmTopologyInput = {
  format: 'pirqcheck-arm-topology/1',
  name: 'two root complexes',
  smmus: [{ name: 'smmu', version: 3 }],
  msiControllers: [{ name: 'its' }],
  rootComplexes: [
    {
      name: 'pcie0',
      pciDomain: 0,
      buses: [0, 255],
      iommuMap: [{ rid: 0, to: 'smmu', id: 0x10000, length: 0x10000 }],
    },
    { name: 'pcie1', pciDomain: 0x10000, buses: [0, 255], msiParent: 'its' },
  ],
  bridges: [
    { sbdf: '0000:00:01.0', secondary: 1, kind: 'pcie' },
    { sbdf: '0000:01:00.0', secondary: 2, kind: 'pcie-to-pci' },
    { sbdf: '0000:02:03.0', secondary: 3, kind: 'pci' },
  ],
  devices: [
    { sbdf: '0000:01:00.0', rootComplex: 'pcie0' },
    { sbdf: '0000:02:05.0', rootComplex: 'pcie0' },
    { sbdf: '0000:03:01.0', rootComplex: 'pcie0' },
    { sbdf: '10000:00:00.0', rootComplex: 'pcie1' },
  ],
};
const entry = { rid: 0x100, to: 'smmu', id: 0x40, length: 0x10 };
const map = (m: IdMap | undefined, from: number, mask?: number): unknown =>
  dtMapId(m, mask, rid(from), streamId);

describe('dt_map_id', () => {
  test.each([
    [
      'the first entry that covers the id wins',
      [entry, { ...entry, id: 0x80 }],
      0x105,
      undefined,
      { target: 'smmu', id: 0x45 },
    ],
    [
      'an id outside all entries passes, with no target',
      [entry],
      0x110,
      undefined,
      { target: null, id: 0x110 },
    ],
    ['the mask is applied before the search', [entry], 0x3105, 0xfff, { target: 'smmu', id: 0x45 }],
    ['no property', undefined, 0x100, undefined, { errno: ENODEV }],
    ['an empty property', [], 0x100, undefined, { errno: EINVAL }],
    ['a dangling phandle', [{ ...entry, to: null }], 0x100, undefined, { errno: ENODEV }],
    ['a base the mask ignores', [{ ...entry, rid: 0x1000 }, entry], 0x100, 0xfff, { errno: EFAULT }],
    [
      'a bad base behind the match is never looked at',
      [entry, { ...entry, rid: 0x1000 }],
      0x100,
      0xfff,
      { target: 'smmu', id: 0x40 },
    ],
  ])('%s', (_what, m, from, mask, expected) => {
    expect(map(m, from, mask)).toEqual(expected);
  });
});

describe('the translations', () => {
  const t = parseArmTopology(two, 'two');
  const [pcie0, pcie1] = [t.rootComplexes[0]!, t.rootComplexes[1]!];

  test('Xen cuts linux,pci-domain to 16 bits, so two root complexes share a segment and the first answers', () => {
    expect(t.rootComplexes.map((rc) => xenSegmentOf(t, rc))).toEqual([0, 0]);
    expect(hostBridgeOf(t, segment(0), 0)).toBe(pcie0);
  });

  test('StreamID and DeviceID of one requester differ', () => {
    expect(streamOf(pcie0, rid(0x100))).toEqual({ target: 'smmu', id: 0x10100 });
    expect(deviceIdOf(pcie0, rid(0x100))).toEqual({ target: null, id: 0x100 });
    expect(deviceIdOf(pcie1, rid(0x100))).toEqual({ target: 'its', id: 0x100 });
    expect(streamOf(pcie1, rid(0x100))).toEqual({ errno: ENODEV });
  });

  test('behind a bridge that is not PCIe the requester id is that of the bridge', () => {
    expect(aliasesOf(t, '0000:01:00.0')).toEqual([]);
    expect(msiRid(t, '0000:01:00.0')).toBe(0x100);
    expect(msiRid(t, '0000:02:05.0')).toBe(0x200);
    expect(aliasesOf(t, '0000:02:05.0')).toEqual([0x200]);
    expect(aliasesOf(t, '0000:03:01.0')).toEqual([0x218, 0x200]);
    expect(msiRid(t, '0000:03:01.0')).toBe(0x200);
  });
});

describe('what cannot be a machine is refused', () => {
  const withRoots =
    (change: (t: ArmTopologyInput) => ArmTopologyInput): (() => unknown) =>
    () =>
      parseArmTopology(change(two), 'file.json');
  test.each([
    [
      'a mixture of numbered and unnumbered root complexes',
      (t: ArmTopologyInput) => ({
        ...t,
        rootComplexes: t.rootComplexes.map((rc, i) => (i ? rc : { ...rc, pciDomain: undefined })),
      }),
      /Xen stops at boot/,
    ],
    [
      'a map to nowhere',
      (t: ArmTopologyInput) => ({ ...t, smmus: [] }),
      /file\.json\.rootComplexes\[0\]\.iommuMap\[0\]: unknown target smmu/,
    ],
    [
      'a device outside its bus range',
      (t: ArmTopologyInput) => ({
        ...t,
        rootComplexes: t.rootComplexes.map((rc) => ({ ...rc, buses: [0, 1] as [number, number] })),
      }),
      /outside the buses 0-1/,
    ],
    [
      'an address that is none',
      (t: ArmTopologyInput) => ({ ...t, devices: [{ sbdf: '00:01.0', rootComplex: 'pcie0' }] }),
      /not an SBDF/,
    ],
  ])('%s', (_what, change, message) => {
    expect(withRoots(change)).toThrow(message);
  });
});
