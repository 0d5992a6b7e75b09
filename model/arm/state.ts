import type { Cells, Layout } from '../layout.js';
import type { ArmScope } from './scope.js';

/**
 * Every field of the state, by actor. Cells that refer to something hold dense index + 1, and 0 for "nothing". A domain that
 * owns or gets something is its index + 1 as well, dom0 included. Fields of several dimensions are row-major.
 */
export interface ArmState {
  readonly hw: {
    /** [stream] what the SMMU does with it: 0 abort, else translate for domain index + 1. */
    readonly stream: Cells;
    /** [host DeviceID] the ITT the host ITS has for it, by the block of LPIs its events lead to + 1. */
    readonly itt: Cells;
    /** [device] an LPI on its way to a CPU: its number in the pool + 1. */
    readonly lpi: Cells;
    /** [device] who got its last MSI: domain index + 1. */
    readonly got: Cells;
    /** [device] as which virtual LPI. */
    readonly gotVlpi: Cells;
    /** [device] its MSI capability is enabled. */
    readonly msi: Cells;
  };
  readonly linux: {
    readonly driver: Cells;
  };
  readonly pciback: {
    /** [device] the domain it is exported to, psdev->pdev: index + 1. */
    readonly exportedTo: Cells;
    /** [device] index of its slot on the virtual bus + 1. */
    readonly slot: Cells;
    /** [domain] the device whose slot was picked and not published yet. */
    readonly publishing: Cells;
    /** [domain] an operation pcifront put on the ring: the device it is about. */
    readonly ring: Cells;
  };
  readonly xenbus: {
    readonly backend: Cells;
    readonly frontend: Cells;
    /** [device] state-N of the device. */
    readonly device: Cells;
  };
  readonly libxl: {
    /** [device] /libxl/pci/SBDF/domid: index + 1. */
    readonly domid: Cells;
    /** [device] in the backend directory of: index + 1. */
    readonly listedIn: Cells;
    /** [device] the slot the toolstack picked: index + 1. */
    readonly vslot: Cells;
  };
  readonly xen: {
    readonly domain: Cells;
    readonly crashed: Cells;
    /** [pdev] the record exists. */
    readonly present: Cells;
    readonly owner: Cells;
    /** [pdev] the list it is linked on. */
    readonly onList: Cells;
    readonly quarantine: Cells;
    /** [pdev] dev_iommu_fwspec. */
    readonly fwspec: Cells;
    /** [pdev] the domain the SMMU driver has it attached to: index + 1. */
    readonly attached: Cells;
    /** [domain, device] right to its MMIO. */
    readonly iomem: Cells;
    /** [domain, device] its MMIO is in the p2m. */
    readonly p2m: Cells;
    /** [pdev] vpci.guest_sbdf: index of the slot + 1. */
    readonly vpciSlot: Cells;
    /** [domain, slot] vpci_dev_assigned_map. */
    readonly slotUsed: Cells;
    /** [domain, guest DeviceID] the record it means: index + 1. */
    readonly map: Cells;
    /** [domain, guest DeviceID] its_devices: the host DeviceID + 1. */
    readonly itsDev: Cells;
    /** [domain, guest DeviceID] host_lpi_blocks of that record + 1. */
    readonly block: Cells;
    /** [domain, virtual LPI] pend_lpi_tree: place of the pending_irq + 1, or one more than any: freed memory. */
    readonly lpiTree: Cells;
    /** [LPI] host_lpi.dom_id: index + 1. */
    readonly hlpiDom: Cells;
    /** [LPI] host_lpi.virt_lpi: index + 1. */
    readonly hlpiVlpi: Cells;
    /** [domain] CREADR stopped short of CWRITER: a command could not be fetched. */
    readonly wedged: Cells;
  };
  readonly guest: {
    /** [domain, device] the DeviceID the guest gives it, since it has enumerated it: index + 1. */
    readonly known: Cells;
    /** [domain, device] the virtual LPI its driver takes for working: index + 1. */
    readonly bound: Cells;
    /** [domain, guest DeviceID] the guest has issued MAPD and seen no error. */
    readonly mapd: Cells;
    /** [domain, device] M1 and M4: the address was reported. */
    readonly reported: Cells;
    /** [domain] does not answer its frontend. */
    readonly deaf: Cells;
    /** [domain] forgets to unmap. */
    readonly leaky: Cells;
    readonly hostile: Cells;
    readonly renumbered: Cells;
    /** [domain] the page of the command queue is not mapped. */
    readonly queueLost: Cells;
    /** [domain, guest DeviceID] entry of the device table is valid. */
    readonly deviceTable: Cells;
    /** [domain, guest DeviceID, event] virtual LPI of the entry of the translation table + 1. */
    readonly itteVlpi: Cells;
    /** [domain, guest DeviceID, event] its collection + 1; 0: UNMAPPED_COLLECTION. */
    readonly itteColl: Cells;
    /** [domain, collection] vCPU + 1. */
    readonly coll: Cells;
  };
}

export const Owner = { NONE: 0, DOM_IO: 1, DOM0: 2 } as const;
export const Life = { RUNNING: 0, DYING: 1, DEAD: 2 } as const;
export const Driver = { NONE: 0, NATIVE: 1, PCIBACK: 2 } as const;
export const Fwspec = { NONE: 0, GOOD: 1, BOGUS: 2 } as const;
/** XenbusState; 0: the directory does not exist. */
export const Xenbus = {
  ABSENT: 0,
  INITIALISING: 1,
  INITIALISED: 3,
  CONNECTED: 4,
  CLOSING: 5,
  RECONFIGURING: 7,
  RECONFIGURED: 8,
} as const;

const FLAG = { max: 1 };

/** Declares the state of a scope in a layout. */
export function declareArmState(layout: Layout, s: ArmScope): ArmState {
  const dev = s.devices.map((d) => d.sbdf);
  const pdev = s.pdevs.map((p) => p.name);
  const dom = s.domains;
  const hex = (n: number): string => `0x${n.toString(16)}`;
  const stream = s.streams.map((x) => `${x.smmu}:${hex(x.id)}`);
  const host = s.hosts.map((x) => `${x.its}:${hex(x.id)}`);
  const gid = s.guestIds.map((x) => (x.its === 0 ? hex(x.id) : `its${x.its}:${hex(x.id)}`));
  const event = Array.from({ length: s.events }, (_, i) => `event ${i}`);
  const coll = Array.from({ length: s.collections }, (_, i) => `collection ${i}`);
  const block = Array.from({ length: s.blocks }, (_, i) => `LPIs ${8192 + 32 * i}..`);
  const lpi = block.flatMap((_, b) => event.map((__, e) => `LPI ${8192 + 32 * b + e}`));
  const vlpi = s.intids.map((v) => `INTID ${v}`);
  const slot = s.slots.map((n) => `slot ${n}`);
  const place = gid.flatMap((g) => event.map((e) => `${g} ${e}`));
  const orNone = (names: readonly string[]) => ({
    max: names.length,
    show: (v: number) => (v === 0 ? '-' : (names[v - 1] ?? `#${v}`)),
  });
  const oneOf = (...names: readonly string[]) => ({ max: names.length - 1, show: (v: number) => names[v]! });
  const bus = { max: 8, show: (v: number) => XENBUS[v] ?? String(v) };
  const f = layout.field.bind(layout);
  return {
    hw: {
      stream: f('hw.smmu', 'stream', {
        by: [stream],
        ...orNone(dom),
        show: (v) => (v === 0 ? 'abort' : dom[v - 1]!),
      }),
      itt: f('hw.its', 'itt', { by: [host], ...orNone(block) }),
      lpi: f('hw.dev', 'lpi', { by: [dev], ...orNone(lpi) }),
      got: f('hw.dev', 'got', { by: [dev], ...orNone(dom) }),
      gotVlpi: f('hw.dev', 'gotAs', { by: [dev], ...orNone(vlpi) }),
      msi: f('hw.dev', 'msiEnabled', { by: [dev], ...FLAG }),
    },
    linux: { driver: f('linux.dev', 'driver', { by: [dev], ...oneOf('none', 'native', 'pciback') }) },
    pciback: {
      exportedTo: f('pciback', 'exportedTo', { by: [dev], ...orNone(dom) }),
      slot: f('pciback', 'slot', { by: [dev], ...orNone(slot) }),
      publishing: f('pciback', 'publishing', { by: [dom], ...orNone(dev) }),
      ring: f('pciback.ring', 'op', { by: [dom], ...orNone(dev) }),
    },
    xenbus: {
      backend: f('xenbus', 'backend', { by: [dom], ...bus }),
      frontend: f('xenbus', 'frontend', { by: [dom], ...bus }),
      device: f('xenbus', 'device', { by: [dev], ...bus }),
    },
    libxl: {
      domid: f('libxl', 'domid', { by: [dev], ...orNone(dom) }),
      listedIn: f('libxl', 'listedIn', { by: [dev], ...orNone(dom) }),
      vslot: f('libxl', 'vslot', { by: [dev], ...orNone(slot) }),
    },
    xen: {
      domain: f('xen.domain', 'life', { by: [dom], ...oneOf('running', 'dying', 'dead') }),
      crashed: f('xen.host', 'crashed', FLAG),
      present: f('xen.pdev', 'present', { by: [pdev], ...FLAG }),
      owner: f('xen.pdev', 'owner', { by: [pdev], ...oneOf('nobody', 'dom_io', ...dom) }),
      onList: f('xen.pdev', 'onList', { by: [pdev], ...oneOf('none', 'dom_io', ...dom) }),
      quarantine: f('xen.pdev', 'quarantine', { by: [pdev], ...FLAG }),
      fwspec: f('xen.pdev', 'fwspec', { by: [pdev], ...oneOf('none', 'good', 'bogus') }),
      attached: f('xen.pdev', 'attached', { by: [pdev], ...orNone(dom) }),
      iomem: f('xen.iomem', 'permitted', { by: [dom, dev], ...FLAG }),
      p2m: f('xen.p2m', 'mmio', { by: [dom, dev], ...FLAG }),
      vpciSlot: f('xen.vpci', 'slotOf', { by: [pdev], ...orNone(slot) }),
      slotUsed: f('xen.vpci', 'slotUsed', { by: [dom, slot], ...FLAG }),
      map: f('xen.map', 'device', { by: [dom, gid], ...orNone(pdev) }),
      itsDev: f('xen.its', 'device', { by: [dom, gid], ...orNone(host) }),
      block: f('xen.its', 'block', { by: [dom, gid], ...orNone(block) }),
      lpiTree: f('xen.its', 'lpiTree', { by: [dom, vlpi], ...orNone([...place, 'freed memory']) }),
      hlpiDom: f('xen.lpi', 'domain', { by: [lpi], ...orNone(dom) }),
      hlpiVlpi: f('xen.lpi', 'virtual', { by: [lpi], ...orNone(vlpi) }),
      wedged: f('xen.its', 'wedged', { by: [dom], ...FLAG }),
    },
    guest: {
      known: f('guest', 'known', { by: [dom, dev], ...orNone(gid) }),
      bound: f('guest', 'bound', { by: [dom, dev], ...orNone(vlpi) }),
      mapd: f('guest', 'mapd', { by: [dom, gid], ...FLAG }),
      reported: f('guest', 'reported', { by: [dom, dev], ...FLAG }),
      deaf: f('guest', 'deaf', { by: [dom], ...FLAG }),
      leaky: f('guest', 'leaky', { by: [dom], ...FLAG }),
      hostile: f('guest', 'hostile', { by: [dom], ...FLAG }),
      renumbered: f('guest', 'renumbered', { by: [dom], ...FLAG }),
      queueLost: f('guest.ram', 'queueLost', { by: [dom], ...FLAG }),
      deviceTable: f('guest.ram', 'deviceTable', { by: [dom, gid], ...FLAG }),
      itteVlpi: f('guest.ram', 'itteVlpi', { by: [dom, gid, event], ...orNone(vlpi) }),
      itteColl: f('guest.ram', 'itteColl', { by: [dom, gid, event], ...orNone(coll) }),
      coll: f('guest.ram', 'coll', { by: [dom, coll], ...orNone(['vCPU 0']) }),
    },
  };
}

const XENBUS: Readonly<Record<number, string>> = {
  0: '-',
  1: 'Initialising',
  3: 'Initialised',
  4: 'Connected',
  5: 'Closing',
  7: 'Reconfiguring',
  8: 'Reconfigured',
};
