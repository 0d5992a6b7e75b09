import type { Basis } from '../bases.js';

/** What section A5 of the facts says of a scenario, before anything was run. */
export interface Foretold {
  /** S1 to S16. */
  readonly of: string;
  readonly scenario: string;
  readonly property: string;
  readonly basis: Basis;
  readonly reason: string;
  readonly cites: string;
  readonly violated: readonly string[];
  readonly holds: readonly string[];
  /** Where the model finds otherwise, and why; its trace is that of the cell. */
  readonly differs?: Readonly<Record<string, string>>;
}

const MAPPED = ['m1-dom0-tool', 'm2-pciback', 'm3-msi-call', 'm4-pcifront', 'm5-attach-domctl'];
const REPAIRED = ['m2-unmap', 'm5-unmap', 'm7-complete'];
const ALL = [
  'head',
  'm0-nothing',
  ...MAPPED,
  'm6-real-ids',
  'm7-vpci',
  'm4-checked',
  'm6-checked',
  ...REPAIRED,
];
const without = (...designs: string[]): string[] => ALL.filter((d) => !designs.includes(d));
const WITH_ITS = without('head');
const MADE_BY_SMMU = 'arm_smmu_assign_dev and arm_smmu_attach_dev, smmu.c and smmu-v3.c';

/** The verdicts of section A5, scenario by scenario; what it leaves open is recorded as it came out. */
export const foretold: readonly Foretold[] = [
  {
    of: 'S1',
    scenario: 'A1/two-devices',
    property: 'ARM-L1',
    basis: 'thread',
    reason:
      'with two devices Xen does not know which virtual SBDF is which; a report of virtual addresses may be paired wrongly',
    cites: 'thread 002, steps 10a and 10b',
    violated: ['m0-nothing', 'm1-dom0-tool'],
    holds: ['m2-pciback', 'm5-attach-domctl', 'm7-vpci'],
  },
  {
    of: 'S2',
    scenario: 'A1/early-mapd',
    property: 'ARM-L2',
    basis: 'inferred',
    reason: 'MAPD may come before the mapping; its error is only logged and CREADR advances',
    cites: 'vgic_its_handle_cmds, vgic-v3-its.c',
    violated: ['m0-nothing', 'm1-dom0-tool', 'm3-msi-call', 'm4-pcifront'],
    holds: ['m2-pciback', 'm5-attach-domctl', 'm6-real-ids', 'm7-vpci'],
  },
  {
    of: 'S3',
    scenario: 'A1/slot-reuse',
    property: 'ARM-R2',
    basis: 'source',
    reason: 'its_devices is keyed by the guest DeviceID: the second MAPD of a slot answers -EBUSY',
    cites: 'gicv3_its_map_guest_device, gic-v3-its.c',
    violated: [...MAPPED, 'm6-real-ids', 'm7-vpci'],
    holds: REPAIRED,
    differs: {
      'm6-real-ids':
        'the second device has a DeviceID of its own, so its MAPD finds no record; the first stays mapped (ARM-I4)',
    },
  },
  {
    // A5 names two races here and no verdict: it is recorded as it came out.
    of: 'S4',
    scenario: 'A1/lpi-in-flight',
    property: 'ARM-I7',
    basis: 'inferred',
    reason:
      'deassigning leaves what leads the LPI to the guest; where it takes mapping and ITS records along, the LPI leads nowhere',
    cites: 'section A5, S4; races R5 and R6',
    violated: ['m2-pciback', 'm5-attach-domctl', 'm6-real-ids', 'm6-checked', 'm7-vpci'],
    holds: REPAIRED,
  },
  {
    of: 'S5',
    scenario: 'A2/segment-truncation',
    property: 'ARM-R3',
    basis: 'source',
    reason:
      'Xen and the hypercalls have 16 bits of segment: the function of segment 0 is assigned instead, if it is free',
    cites: 'pci_bus_find_domain_nr, pci-host-common.c; struct physdev_pci_device_add',
    violated: ALL,
    holds: [],
  },
  {
    of: 'S5',
    scenario: 'A3/two-roots-one-segment',
    property: 'ARM-R3',
    basis: 'source',
    reason: 'the first root complex whose buses contain the bus answers, with its iommu-map',
    cites: 'pci_find_host_bridge, pci-host-common.c',
    violated: ALL,
    holds: [],
  },
  {
    of: 'S6',
    scenario: 'A1/two-guests',
    property: 'ARM-I7',
    basis: 'source',
    reason: 'its_devices is per domain, and so must the mapping be',
    cites: 'struct vgic_dist its_devices; section A5',
    violated: [],
    holds: without('head', 'm0-nothing', 'm3-msi-call'),
  },
  {
    of: 'S7',
    scenario: 'A4/stream-collision',
    property: 'ARM-C1',
    basis: 'source',
    reason: 'SMMUv3: the second device writes a live stream table entry, BUG_ON(ste_live)',
    cites: 'arm_smmu_write_strtab_ent, smmu-v3.c',
    violated: ALL,
    holds: [],
  },
  {
    of: 'S7',
    scenario: 'A4v2/stream-collision',
    property: 'ARM-I1',
    basis: 'source',
    reason: 'SMMUv2: equal StreamIDs share one stream match, the last writer of the S2CR wins',
    cites: 'arm_smmu_find_sme and arm_smmu_domain_add_master, smmu.c',
    violated: ALL,
    holds: [],
  },
  {
    of: 'S7',
    scenario: 'A5/deviceid-collision',
    property: 'ARM-I7',
    basis: 'source',
    reason:
      'equal functions of two root complexes have one DeviceID; the second MAPD at the host replaces the first table',
    cites: 'of_msi_map_id passes the RID where there is no msi-map; gicv3_its_map_guest_device',
    violated: WITH_ITS,
    holds: [],
  },
  {
    of: 'S8',
    scenario: 'A1/unassigned-id',
    property: 'ARM-I4',
    basis: 'inferred',
    reason:
      'a DeviceID without a mapping means nothing; where it is the real one it means the device, whoever has it',
    cites: 'section A5',
    violated: ['m6-real-ids'],
    holds: [...MAPPED, 'm7-vpci', 'm4-checked', 'm6-checked', ...REPAIRED],
  },
  {
    of: 'S8',
    scenario: 'A1/dom0-takes-id',
    property: 'ARM-I4',
    basis: 'source',
    reason: "dom0's MAPD is taken for any DeviceID the ITS has, a guest's device included",
    cites: 'its_handle_mapd, vgic-v3-its.c',
    violated: ALL,
    holds: [],
  },
  {
    of: 'S9',
    scenario: 'A1/dom0-leftover',
    property: 'ARM-L1',
    basis: 'source',
    reason: "dom0's late MAPD V=0 unmaps the DeviceID at the host, whoever mapped it last",
    cites: 'remove_mapped_guest_device, gic-v3-its.c',
    violated: WITH_ITS,
    holds: [],
  },
  {
    of: 'S10',
    scenario: 'A1v2/no-quarantine-hop',
    property: 'ARM-I10',
    basis: 'source',
    reason: 'the owner changes before the SMMU answers -EEXIST, and nothing is rolled back',
    cites: MADE_BY_SMMU,
    violated: ALL,
    holds: [],
  },
  {
    of: 'S11',
    scenario: 'A1/malicious-claim',
    property: 'ARM-I7',
    basis: 'inferred',
    reason: 'without a check of the owner whoever may map addresses can give a guest the device of another',
    cites: 'section A5',
    violated: MAPPED,
    holds: ['m6-real-ids', 'm7-vpci', ...REPAIRED],
  },
  {
    of: 'S12',
    scenario: 'A1/domid-reuse',
    property: 'ARM-I11',
    basis: 'inferred',
    reason: 'a mapping keyed by the domain id outlives the domain, and so do the LPIs at the host',
    cites: 'vgic_v3_its_free_domain asserts that its_devices is empty; nothing empties it',
    violated: [...MAPPED, 'm6-real-ids', 'm7-vpci'],
    holds: REPAIRED,
  },
  {
    of: 'S13',
    scenario: 'A8/other-function',
    property: 'ARM-I10',
    basis: 'source',
    reason: 'vPCI refuses a function other than 0 after the IOMMU was switched; pciback has no such limit',
    cites: 'assign_virtual_sbdf and assign_device',
    violated: ['m7-vpci', 'm7-complete'],
    holds: MAPPED,
  },
  {
    of: 'S13',
    scenario: 'A9/virtual-function',
    property: 'ARM-R1',
    basis: 'source',
    reason: 'pciback publishes a VF as function 0 and looks it up by its real function; vPCI refuses it',
    cites: 'drivers/xen/xen-pciback/vpci.c',
    violated: [...MAPPED, 'm7-vpci'],
    holds: ['m6-real-ids'],
  },
  {
    of: 'S14',
    scenario: 'A1/renumbering',
    property: 'ARM-L2',
    basis: 'inferred',
    reason:
      'a DeviceID made of other bus numbers is not the published one; only a bus that Xen defines survives',
    cites: 'section A5',
    violated: ['m0-nothing', ...MAPPED, 'm6-real-ids'],
    holds: ['m7-vpci', 'm7-complete'],
  },
  {
    of: 'S15',
    scenario: 'A6/bridge-alias',
    property: 'ARM-L1',
    basis: 'source',
    reason:
      'both functions write with the DeviceID of the bridge; the second table at the host replaces the first',
    cites: 'pci_for_each_dma_alias; gicv3_its_map_guest_device',
    violated: WITH_ITS,
    holds: [],
  },
  {
    of: 'S16',
    scenario: 'A1/ring-loss',
    property: 'ARM-R1',
    basis: 'source',
    reason: 'pcifront gives up after two seconds and says that there is no such device; vPCI has no ring',
    cites: 'do_pci_op, drivers/pci/xen-pcifront.c',
    violated: ['m0-nothing', ...MAPPED, 'm6-real-ids'],
    holds: ['m7-vpci', 'm7-complete'],
  },
];
