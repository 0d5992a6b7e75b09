import type { NodeSource } from './write.js';

export const ITS = 0x8003;
export const SMMU = 0x8004;

/** A machine with one root complex, one SMMUv3 and one ITS; `host` adds to the properties of the root complex. */
export const machine = (host: NodeSource['properties'] = {}): NodeSource => ({
  properties: { '#address-cells': 2, '#size-cells': 2, model: 'test board' },
  children: {
    'smmu@1000': { properties: { compatible: 'arm,smmu-v3', phandle: SMMU, '#iommu-cells': 1 } },
    'intc@2000': {
      properties: { compatible: 'arm,gic-v3' },
      children: { 'its@3000': { properties: { compatible: 'arm,gic-v3-its', phandle: ITS } } },
    },
    'pcie@4000': {
      properties: {
        device_type: 'pci',
        compatible: 'pci-host-ecam-generic',
        'linux,pci-domain': 0,
        'bus-range': [0, 3],
        'iommu-map': [0, SMMU, 0x100, 0x400],
        'msi-map': [0, ITS, 0, 0x400],
        ...host,
      },
    },
  },
});
