import type { ArmTopology, IdMap } from '../../../model/arm/hardware/topology.js';
import type { NodeSource } from './write.js';

const COMPATIBLE = { its: 'arm,gic-v3-its', gicv2m: 'arm,gic-v2m-frame' };
/** A node that is neither an SMMU nor an ITS. */
const STRANGER = 'iommu@dead0000';

/** The device tree of a topology. What a tree cannot say (widths of ids, functions) is not in it. */
export function treeOf(t: ArmTopology): NodeSource {
  const names = [STRANGER, ...t.smmus.map((s) => s.name), ...t.msiControllers.map((c) => c.name)];
  const phandleOf = (name: string | null): number => 0x8000 + names.indexOf(name ?? STRANGER);
  const cells = (map: IdMap): number[] => map.flatMap((e) => [e.rid, phandleOf(e.to), e.id, e.length]);
  const node = (name: string, compatible: string): [string, NodeSource] => [
    name,
    { properties: { compatible, phandle: phandleOf(name) } },
  ];
  const host = (rc: ArmTopology['rootComplexes'][number]): [string, NodeSource] => [
    rc.name,
    {
      properties: {
        compatible: 'pci-host-ecam-generic',
        device_type: 'pci',
        'bus-range': rc.buses,
        ...(rc.pciDomain === undefined ? {} : { 'linux,pci-domain': rc.pciDomain }),
        ...(rc.iommuMap ? { 'iommu-map': cells(rc.iommuMap) } : {}),
        ...(rc.iommuMapMask === undefined ? {} : { 'iommu-map-mask': rc.iommuMapMask }),
        ...(rc.msiMap ? { 'msi-map': cells(rc.msiMap) } : {}),
        ...(rc.msiMapMask === undefined ? {} : { 'msi-map-mask': rc.msiMapMask }),
        ...(rc.msiParent === undefined ? {} : { 'msi-parent': phandleOf(rc.msiParent) }),
      },
    },
  ];
  return {
    properties: { '#address-cells': 2, '#size-cells': 2 },
    children: Object.fromEntries([
      node(STRANGER, 'vendor,iommu'),
      ...t.smmus.map((s) => node(s.name, s.version === 3 ? 'arm,smmu-v3' : 'arm,mmu-500')),
      ...t.rootComplexes.map(host),
      [
        'intc@8000000',
        { children: Object.fromEntries(t.msiControllers.map((c) => node(c.name, COMPATIBLE[c.kind]))) },
      ],
    ]),
  };
}

const PORT_TYPE = { pcie: '4', 'pcie-to-pci': '7', pci: 'none' };

/** The list of functions that goes with it. */
export function functionsOf(t: ArmTopology): string {
  const bridges = t.bridges.map(
    (b) =>
      `${b.sbdf} class=0x060400 pin=00 secbus=${b.secondary.toString(16).padStart(2, '0')} pcie=${PORT_TYPE[b.kind]}`,
  );
  const devices = t.devices.map((d) => `${d.sbdf} class=0x020000 pin=01 secbus=00`);
  return [...bridges, ...devices].join('\n');
}
