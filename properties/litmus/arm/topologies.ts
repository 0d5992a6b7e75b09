import type { ArmTopologyInput } from '../../../model/arm/hardware/topology.js';

const FORMAT = 'pirqcheck-arm-topology/1';
const ALL = 0x10000;
const SMMU3 = [{ name: 'smmu', version: 3 as const }];
const SMMU2 = [{ name: 'smmu', version: 2 as const }];
const ITS = [{ name: 'its' }];
const identity = (to: string): { rid: number; to: string; id: number; length: number }[] => [
  { rid: 0, to, id: 0, length: ALL },
];

interface Function {
  readonly sbdf: string;
  readonly rc?: string;
  readonly physfn?: string;
  /** What its writes really carry; `-` where the machine has no such unit on the way. */
  readonly streamId: number;
  readonly deviceId: number;
}

const devicesOf = (functions: readonly Function[]): ArmTopologyInput['devices'] =>
  functions.map(({ sbdf, rc, physfn }) => ({
    sbdf,
    rootComplex: rc ?? 'pcie0',
    ...(physfn ? { physfn } : {}),
  }));
const wiresOf = (functions: readonly Function[]): ArmTopologyInput['wires'] =>
  functions.map(({ sbdf, streamId, deviceId }) => ({ sbdf, smmu: 'smmu', streamId, its: 'its', deviceId }));

/** One root complex whose maps pass ids as they are. */
function flat(
  name: string,
  note: string,
  functions: readonly Function[],
  more: Partial<ArmTopologyInput> = {},
): ArmTopologyInput {
  return {
    format: FORMAT,
    name,
    note,
    smmus: SMMU3,
    msiControllers: ITS,
    rootComplexes: [
      { name: 'pcie0', pciDomain: 0, buses: [0, 255], iommuMap: identity('smmu'), msiMap: identity('its') },
    ],
    devices: devicesOf(functions),
    wires: wiresOf(functions),
    ...more,
  };
}

/** Two root complexes; `change` sets what is odd about the second. */
function two(
  name: string,
  note: string,
  functions: readonly Function[],
  second: Partial<ArmTopologyInput['rootComplexes'][number]>,
  more: Partial<ArmTopologyInput> = {},
): ArmTopologyInput {
  const root = { buses: [0, 255] as [number, number], iommuMap: identity('smmu'), msiMap: identity('its') };
  return flat(name, note, functions, {
    rootComplexes: [
      { name: 'pcie0', pciDomain: 0, ...root },
      { name: 'pcie1', pciDomain: 1, ...root, ...second },
    ],
    ...more,
  });
}

const same = (sbdf: string, id: number, more: Partial<Function> = {}): Function => ({
  sbdf,
  streamId: id,
  deviceId: id,
  ...more,
});
const PAIR = [same('0000:00:01.0', 0x8), same('0000:00:02.0', 0x10)];
/** The same bus, device and function in two segments. */
const TWINS: readonly Function[] = [
  { sbdf: '0000:00:01.0', streamId: 0x8, deviceId: 0x8 },
  { sbdf: '0001:00:01.0', rc: 'pcie1', streamId: 0x10008, deviceId: 0x10008 },
];
const shifted = [{ rid: 0, to: 'smmu', id: ALL, length: ALL }];
const WIDE = {
  smmus: [{ name: 'smmu', version: 3 as const, streamIdBits: 32 }],
  msiControllers: [{ name: 'its', deviceIdBits: 32 }],
};

/** The small machines of section A5 of the facts. */
export const armTopologies: readonly ArmTopologyInput[] = [
  flat('A1', 'one root complex, SMMUv3, one ITS, two functions, all maps identity', PAIR),
  flat('A1v2', 'A1 with an SMMUv2', PAIR, { smmus: SMMU2 }),
  flat('A1full', 'A1, and 31 of the 32 virtual slots of every guest are taken', PAIR, { slotsTaken: 31 }),
  two(
    'A2',
    'linux,pci-domain 0 and 0x10000: to dom0 two segments, to Xen one',
    [TWINS[0]!, { sbdf: '10000:00:01.0', rc: 'pcie1', streamId: 0x10008, deviceId: 0x10008 }],
    { pciDomain: 0x10000, iommuMap: shifted, msiMap: [{ rid: 0, to: 'its', id: ALL, length: ALL }] },
    WIDE,
  ),
  two(
    'A3',
    'two root complexes on segment 0, their buses overlap: Xen takes the first for both',
    [TWINS[0]!, { sbdf: '0000:80:01.0', rc: 'pcie1', streamId: 0x18008, deviceId: 0x18008 }],
    {
      pciDomain: 0,
      buses: [128, 255],
      iommuMap: shifted,
      msiMap: [{ rid: 0, to: 'its', id: ALL, length: ALL }],
    },
    WIDE,
  ),
  two(
    'A4',
    'two root complexes behind one SMMUv3 with the same StreamIDs',
    [TWINS[0]!, { ...TWINS[1]!, streamId: 0x8 }],
    { msiMap: [{ rid: 0, to: 'its', id: ALL, length: ALL }] },
    { msiControllers: WIDE.msiControllers },
  ),
  two(
    'A4v2',
    'A4 with an SMMUv2',
    [TWINS[0]!, { ...TWINS[1]!, streamId: 0x8 }],
    { msiMap: [{ rid: 0, to: 'its', id: ALL, length: ALL }] },
    { smmus: SMMU2, msiControllers: WIDE.msiControllers },
  ),
  flat(
    'A5',
    'two root complexes at one ITS without msi-map: equal functions have equal DeviceIDs',
    [TWINS[0]!, { ...TWINS[1]!, deviceId: 0x8 }],
    {
      smmus: WIDE.smmus,
      rootComplexes: [
        { name: 'pcie0', pciDomain: 0, buses: [0, 255], iommuMap: identity('smmu'), msiParent: 'its' },
        { name: 'pcie1', pciDomain: 1, buses: [0, 255], iommuMap: shifted, msiParent: 'its' },
      ],
    },
  ),
  flat(
    'A6',
    'two functions behind a PCIe-to-PCI bridge: their writes carry the id of the bridge',
    [
      { sbdf: '0000:02:01.0', streamId: 0x208, deviceId: 0x200 },
      { sbdf: '0000:02:02.0', streamId: 0x210, deviceId: 0x200 },
    ],
    { bridges: [{ sbdf: '0000:00:01.0', secondary: 2, kind: 'pcie-to-pci' }] },
  ),
  flat(
    'A7',
    'StreamIDs from 0x100 on, DeviceIDs from 0x200 on',
    [
      { sbdf: '0000:00:01.0', streamId: 0x108, deviceId: 0x208 },
      { sbdf: '0000:00:02.0', streamId: 0x110, deviceId: 0x210 },
    ],
    {
      rootComplexes: [
        {
          name: 'pcie0',
          pciDomain: 0,
          buses: [0, 255],
          iommuMap: [{ rid: 0, to: 'smmu', id: 0x100, length: 0x100 }],
          msiMap: [{ rid: 0, to: 'its', id: 0x200, length: 0x100 }],
        },
      ],
    },
  ),
  flat('A8', 'a device with two functions', [same('0000:00:01.0', 0x8), same('0000:00:01.1', 0x9)]),
  flat('A9', 'a physical function and its virtual function', [
    same('0000:00:01.0', 0x8),
    same('0000:00:01.1', 0x9, { physfn: '0000:00:01.0' }),
  ]),
  flat('A10', 'iommu-map covers the first function only', PAIR, {
    rootComplexes: [
      {
        name: 'pcie0',
        pciDomain: 0,
        buses: [0, 255],
        iommuMap: [{ rid: 0, to: 'smmu', id: 0, length: 0x10 }],
        msiMap: identity('its'),
      },
    ],
  }),
];
