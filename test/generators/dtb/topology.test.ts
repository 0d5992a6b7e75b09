import { describe, expect, test } from 'vitest';
import { readFlattened } from '../../../generators/dtb/flattened.js';
import { topologyOfTree } from '../../../generators/dtb/topology.js';
import { parseFunctions } from '../../../generators/functions.js';
import type { ArmTopology } from '../../../model/arm/hardware/topology.js';
import { InputError } from '../../../model/input-error.js';
import { ITS, machine, SMMU } from './machine.js';
import { blobOf, type NodeSource } from './write.js';

type Host = NonNullable<NodeSource['properties']>;

function read(source: NodeSource, functions?: string): { topology: ArmTopology; warnings: string[] } {
  const warnings: string[] = [];
  const topology = topologyOfTree(readFlattened('x.dtb', blobOf(source)), 'board', {
    warn: (line) => warnings.push(line),
    ...(functions === undefined ? {} : { functions: parseFunctions(functions, 'pci.txt') }),
  });
  return { topology, warnings };
}
const host = (properties: Host): ReturnType<typeof read> => read(machine(properties));
const withChildren = (children: NonNullable<NodeSource['children']>): NodeSource => ({
  children: { ...machine().children, ...children },
});

test('a machine with an SMMU, an ITS and one root complex', () => {
  const { topology, warnings } = host({});
  expect(warnings).toEqual([]);
  expect(topology.rootComplexes).toEqual([
    {
      name: 'pcie@4000',
      pciDomain: 0,
      buses: [0, 3],
      iommuMap: [{ rid: 0, to: 'smmu@1000', id: 0x100, length: 0x400 }],
      msiMap: [{ rid: 0, to: 'its@3000', id: 0, length: 0x400 }],
    },
  ]);
  expect(topology.wires).toEqual([
    { sbdf: '0000:00:01.0', smmu: 'smmu@1000', streamId: 0x108, its: 'its@3000', deviceId: 8 },
    { sbdf: '0000:00:02.0', smmu: 'smmu@1000', streamId: 0x110, its: 'its@3000', deviceId: 16 },
  ]);
  expect(topology.note).toContain('(test board)');
});

describe('what a root complex may have', () => {
  test('masks, 32 bits of domain, no bus range', () => {
    const { children } = machine();
    const { 'bus-range': _, ...properties } = children!['pcie@4000']!.properties!;
    const pcie = {
      properties: {
        ...properties,
        'iommu-map-mask': 0xf8,
        'msi-map-mask': 0xff00,
        'linux,pci-domain': 0x10001,
      },
    };
    const { rootComplexes, devices } = read({ children: { ...children, 'pcie@4000': pcie } }).topology;
    expect(rootComplexes[0]).toMatchObject({
      buses: [0, 255],
      iommuMapMask: 0xf8,
      msiMapMask: 0xff00,
      pciDomain: 0x10001,
    });
    expect(devices.map((d) => d.sbdf)).toEqual(['10001:00:01.0', '10001:00:02.0']);
  });

  test('an MSI parent instead of a map', () => {
    const pcie = { properties: { device_type: 'pci', 'msi-parent': [ITS] } };
    const { topology } = read({ children: { ...machine().children, 'pcie@4000': pcie } });
    expect(topology.rootComplexes[0]).toMatchObject({ msiParent: 'its@3000', msiMap: undefined });
    expect(topology.wires[0]).toMatchObject({ smmu: null, streamId: 8, its: 'its@3000', deviceId: 8 });
  });

  test('the phandle property of old trees', () => {
    const smmu = { properties: { compatible: 'arm,mmu-500', 'linux,phandle': SMMU } };
    const { topology } = read(withChildren({ 'smmu@1000': smmu }));
    expect(topology.smmus[0]).toMatchObject({ name: 'smmu@1000', version: 2 });
    expect(topology.rootComplexes[0]!.iommuMap![0]!.to).toBe('smmu@1000');
  });
});

test('nodes of one name are told apart by their paths', () => {
  const pcie = (domain: number): NodeSource => ({
    properties: { device_type: 'pci', 'linux,pci-domain': domain },
  });
  const { topology } = read({
    children: { a: { children: { 'pcie@0': pcie(0) } }, b: { children: { 'pcie@0': pcie(1) } } },
  });
  expect(topology.rootComplexes.map((rc) => rc.name)).toEqual(['/a/pcie@0', '/b/pcie@0']);
});

test('bridges below a root complex are not root complexes, and what is disabled is not there', () => {
  const pci = { device_type: 'pci', 'linux,pci-domain': 1 };
  const { topology } = read(
    withChildren({
      'pcie@8000': { properties: pci, children: { 'pci@0': { properties: { device_type: 'pci' } } } },
      'pcie@9000': { properties: { ...pci, status: 'disabled' } },
      off: { properties: { status: 'reserved' }, children: { 'pcie@a000': { properties: pci } } },
    }),
  );
  expect(topology.rootComplexes.map((rc) => rc.name)).toEqual(['pcie@4000', 'pcie@8000']);
});

describe('functions', () => {
  const list = `
0000:00:00.0 class=0x060000 pin=00 secbus=00
0000:00:01.0 class=0x060400 pin=01 secbus=01
0000:00:02.0 class=0x060400 pin=00 secbus=02 irq=0 pcie=7
0000:01:00.0 class=0x020000 pin=01 secbus=00
0000:02:03.0 class=0x020000 pin=01 secbus=00
0000:09:00.0 class=0x020000 pin=01 secbus=00`;

  test('their root complexes, bridges and aliases', () => {
    const { topology, warnings } = read(machine(), list);
    expect(topology.devices.map((d) => d.sbdf)).toEqual(['0000:01:00.0', '0000:02:03.0']);
    expect(topology.bridges).toEqual([
      { sbdf: '0000:00:01.0', secondary: 1, kind: 'pcie' },
      { sbdf: '0000:00:02.0', secondary: 2, kind: 'pcie-to-pci' },
    ]);
    expect(topology.wires.map((w) => [w.streamId, w.deviceId])).toEqual([
      [0x200, 0x100],
      [0x300, 0x200],
    ]);
    expect(warnings).toEqual(['0000:09:00.0: no root complex leads to its bus; left out']);
  });

  test('a bridge without PCI Express passes its own requester id on', () => {
    const { topology } = read(machine(), list.replace('pcie=7', 'pcie=none'));
    expect(topology.bridges[1]!.kind).toBe('pci');
    expect(topology.wires[1]).toMatchObject({ streamId: 0x110, deviceId: 0x10 });
  });
});

describe('what is odd is warned of', () => {
  const cases: readonly (readonly [string, Host, RegExp])[] = [
    [
      'overlap',
      { 'iommu-map': [0, SMMU, 0, 0x100, 0x80, SMMU, 0, 8] },
      /iommu-map: entry 2 overlaps entry 1 at requester id 0x80; the first wins/,
    ],
    [
      'overlap, the larger entry last',
      { 'msi-map': [0x80, ITS, 0, 8, 0, ITS, 0, 0x100] },
      /msi-map: entry 2 overlaps entry 1/,
    ],
    [
      'overlap with an earlier, longer entry',
      { 'iommu-map': [0, SMMU, 0, 0x100, 8, SMMU, 0, 1, 0x20, SMMU, 0, 1] },
      /entry 3 overlaps entry 1/,
    ],
    [
      'an IOMMU that is an ITS',
      { 'iommu-map': [0, ITS, 0, 0x100] },
      /entry 1: \/intc@2000\/its@3000 is not of a kind that is modelled, or disabled/,
    ],
  ];
  test.each(cases)('%s', (_, properties, says) => {
    expect(host(properties).warnings.join('\n')).toMatch(says);
  });

  test('entries that only touch are none', () => {
    expect(host({ 'iommu-map': [0x100, SMMU, 0, 0x100, 0, SMMU, 0x200, 0x100] }).warnings).toEqual([]);
  });
});

describe('what is broken gets one line', () => {
  const refusal = (source: NodeSource): string => {
    try {
      read(source);
    } catch (e) {
      if (e instanceof InputError) return e.message;
      throw e;
    }
    return '';
  };
  const hosts: readonly (readonly [string, Host, RegExp])[] = [
    [
      'map length',
      { 'iommu-map': [0, SMMU, 0] },
      /^x\.dtb: \/pcie@4000 iommu-map: 3 cells, not one or more entries of four$/,
    ],
    ['an empty map', { 'msi-map': [] }, /msi-map: 0 cells, not one or more/],
    ['a cut cell', { 'msi-map': Buffer.alloc(18) }, /msi-map: 18 bytes, not whole cells of four/],
    [
      'an unknown phandle',
      { 'msi-map': [0, 0x99, 0, 1] },
      /^x\.dtb: \/pcie@4000 msi-map: entry 1: 0x99 is the phandle of no node$/,
    ],
    ['an unknown MSI parent', { 'msi-parent': 0x99 }, /msi-parent: 0x99 is the phandle of no node/],
    ['two masks', { 'iommu-map-mask': [1, 2] }, /iommu-map-mask: 2 cells, one is expected/],
    ['one bus', { 'bus-range': 0 }, /bus-range: not two buses/],
    ['buses the wrong way round', { 'bus-range': [3, 0] }, /bus-range: .*: 3 0$/],
    ['too many buses', { 'bus-range': [0, 256] }, /bus-range/],
    ['a domain of two cells', { 'linux,pci-domain': [0, 1] }, /linux,pci-domain: 2 cells/],
  ];
  test.each(hosts)('%s', (_, properties, says) => {
    expect(refusal(machine(properties))).toMatch(says);
  });

  test('no root complex', () => {
    expect(refusal({ children: { memory: {} } })).toMatch(/^x\.dtb: no PCI host bridge in it/);
  });

  test('a root complex without a domain beside one that has it', () => {
    const other = { properties: { device_type: 'pci', 'bus-range': [4, 5] } };
    expect(refusal(withChildren({ 'pcie@9000': other }))).toMatch(/Xen stops at boot/);
  });

  test('a phandle that is there twice', () => {
    const other = { properties: { phandle: ITS } };
    expect(refusal(withChildren({ 'clock@9000': other }))).toMatch(
      /\/clock@9000 phandle: 0x8003 is the phandle of \/intc@2000\/its@3000 already/,
    );
  });
});
