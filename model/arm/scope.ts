import { ENODEV } from '../errno.js';
import { InputError } from '../input-error.js';
import type { Dev, NumberOf } from '../numbers.js';
import type { ArmDesign } from './designs/design.js';
import { deviceIdOf, hostBridgeOf, msiRid, streamOf } from './hardware/translate.js';
import {
  busOfRid,
  functionOfRid,
  linuxDomainOf,
  ridOf,
  slotOfRid,
  type ArmDevice,
  type ArmTopology,
} from './hardware/topology.js';
export { DOM0, type Dev, type Dom } from '../numbers.js';
import { FIRST_LPI, segment, type DeviceId, type Rid, type Segment } from './numbers.js';

// Dense numbers that stand for real ones in the state.

/** Xen's `struct pci_dev`: two functions may share one, if their segments differ in the upper 16 bits only. */
export type Pdev = NumberOf<'pdev-index'>;
export type StreamIx = NumberOf<'stream-index'>;
/** A DeviceID at a host ITS. */
export type HostIx = NumberOf<'host-device-id-index'>;
/** A DeviceID at a virtual ITS. */
export type GuestIx = NumberOf<'guest-device-id-index'>;
export type VlpiIx = NumberOf<'virtual-lpi-index'>;
export type EventIx = NumberOf<'event-index'>;
export type CollIx = NumberOf<'collection-index'>;

/** pciback and vPCI both have 32 slots (PCI_SLOT_MAX, VPCI_MAX_VIRT_DEV). */
const SLOTS = 32;
/** What a guest that renumbers its buses adds to a RID: its devices move to bus 1. */
const RENUMBERED = 0x100;

/** A function the scripts touch. */
export interface ScopedDevice extends ArmDevice {
  readonly rid: Rid;
  readonly slot: number;
  readonly function: number;
  readonly pdev: Pdev;
  /** Where its writes really go: indices, or -1 where no SMMU or ITS is on the way or nobody knows. */
  readonly wire: { readonly stream: StreamIx | -1; readonly host: HostIx | -1 };
  /** What dom0's kernel takes for its DeviceID; -1 without an ITS. */
  readonly linuxHost: HostIx | -1;
  /** The INTID its drivers use for the first event. */
  readonly vlpi: VlpiIx;
}

/** What `iommu-map` of the root complex Xen finds says about a record: a stream, an error, or nothing that can be looked up. */
export type Firmware =
  | { readonly kind: 'stream'; readonly stream: StreamIx; readonly inRange: boolean }
  | { readonly kind: 'error'; readonly errno: number }
  | { readonly kind: 'untranslated' }
  | { readonly kind: 'no-target' };

export interface ScopedPdev {
  readonly name: string;
  readonly firmware: Firmware;
  /** What the design takes for its DeviceID at the host ITS; -1 where that gives none. */
  readonly host: HostIx | -1;
  /** The record of its physical function, for a VF. */
  readonly physfn: Pdev | -1;
  readonly devices: readonly Dev[];
}

export interface ArmScope {
  readonly topology: ArmTopology;
  readonly devices: readonly ScopedDevice[];
  readonly pdevs: readonly ScopedPdev[];
  /** `dom0` first. */
  readonly domains: readonly string[];
  readonly streams: readonly { readonly smmu: string; readonly id: number }[];
  readonly hosts: readonly { readonly its: string; readonly id: number }[];
  /** DeviceIDs at the virtual ITS `its`; a guest has the first only. */
  readonly guestIds: readonly { readonly its: number; readonly id: number }[];
  /** Numbers of the slots of a guest's virtual bus that scripts can reach. */
  readonly slots: readonly number[];
  readonly intids: readonly number[];
  readonly events: number;
  readonly collections: number;
  /** Blocks of host LPIs. */
  readonly blocks: number;
  readonly smmuVersion: 2 | 3;
  /** The index of a DeviceID at a virtual ITS, -1 if the system does not carry it. */
  guestId(id: number, its?: number): GuestIx | -1;
  /** The DeviceID of slot and function on a guest's bus 0. */
  virtualId(slot: number, fn: number): GuestIx | -1;
}

/** What the scripts need besides devices. */
export interface Demand {
  readonly domUs: number;
  readonly rawIds: readonly number[];
  readonly rawIntids: readonly number[];
  readonly events: number;
  readonly collections: number;
  readonly renumbers: boolean;
}

/** What a system carries: what its scripts can touch, with the real numbers. */
export function scopeOf(
  t: ArmTopology,
  sbdfs: readonly string[],
  demand: Demand,
  design: ArmDesign,
): ArmScope {
  const found = sbdfs.map((s) => t.devices.find((d) => d.sbdf === s)!);
  const itses = t.msiControllers.filter((c) => c.kind === 'its').map((c) => c.name);
  const streams = new Pairs();
  const hosts = new Pairs();
  const ids = new Pairs();
  const keys = [...new Set(found.map((d) => xenName(d.sbdf)))];
  const wires = found.map((d) => {
    const w = t.wires.find((x) => x.sbdf === d.sbdf);
    return {
      stream: (w && w.smmu !== null ? streams.of(w.smmu, w.streamId) : -1) as StreamIx | -1,
      host: (w && w.its !== null ? hosts.of(w.its, w.deviceId) : -1) as HostIx | -1,
    };
  });
  const atHost = (target: string | null, id: DeviceId): HostIx | -1 =>
    target !== null && itses.includes(target) ? (hosts.of(target, id) as HostIx) : -1;
  const linuxHosts = found.map((d): HostIx | -1 => {
    const to = deviceIdOf(
      t.rootComplexes.find((rc) => rc.name === d.rootComplex)!,
      msiRid(t, d.sbdf),
    );
    return 'errno' in to ? -1 : atHost(to.target, to.id);
  });
  const slots = Array.from(
    { length: Math.min(found.length, SLOTS - t.slotsTaken) },
    (_, i) => t.slotsTaken + i,
  );

  const raw = (its: number, id: number): number => ids.of(String(its), id);
  linuxHosts.forEach((h) => h >= 0 && raw(itses.indexOf(hosts.all[h]!.of), hosts.all[h]!.id));
  for (const d of found) raw(0, ridOf(d.sbdf));
  for (const slot of slots)
    for (const d of found)
      for (const fn of new Set([0, functionOfRid(ridOf(d.sbdf))])) raw(0, (slot << 3) | fn);
  const seen = ids.all.filter((i) => i.of === '0').map((i) => i.id);
  if (demand.renumbers) for (const id of seen) raw(0, id + RENUMBERED);
  for (const id of demand.rawIds) raw(0, id);
  // Identity designs and dom0 name host DeviceIDs.
  for (const { of, id } of ids.all) if (itses[Number(of)] !== undefined) hosts.of(itses[Number(of)]!, id);

  const pdevs = keys.map((name): ScopedPdev => {
    const seg = segment(parseInt(name, 16));
    const own = ridOf(name);
    const firmware = firmwareOf(t, seg, own, streams);
    const vf = found.find((d) => xenName(d.sbdf) === name && d.physfn !== undefined);
    return {
      name,
      firmware,
      host: hostOf(
        t,
        seg,
        own,
        found.find((d) => xenName(d.sbdf) === name)!,
        design,
        streams,
        atHost,
      ),
      physfn: (vf ? keys.indexOf(xenName(vf.physfn!)) : -1) as Pdev | -1,
      devices: found.flatMap((d, i) => (xenName(d.sbdf) === name ? [i as Dev] : [])),
    };
  });
  const intids = [...new Set([...found.map((_, i) => FIRST_LPI + i), ...demand.rawIntids])].sort(
    (a, b) => a - b,
  );
  const devices = found.map((d, i): ScopedDevice => ({
    ...d,
    rid: ridOf(d.sbdf),
    slot: slotOfRid(ridOf(d.sbdf)),
    function: functionOfRid(ridOf(d.sbdf)),
    pdev: keys.indexOf(xenName(d.sbdf)) as Pdev,
    wire: wires[i]!,
    linuxHost: linuxHosts[i]!,
    vlpi: intids.indexOf(FIRST_LPI + i) as VlpiIx,
  }));
  if (ids.all.length * demand.events > 100)
    throw new InputError(t.name, 'more DeviceIDs than the model carries; name fewer devices');
  const guestId = (id: number, its = 0): GuestIx | -1 => ids.find(String(its), id) as GuestIx | -1;
  return {
    topology: t,
    devices,
    pdevs,
    domains: ['dom0', ...Array.from({ length: demand.domUs }, (_, i) => `dom${i + 1}`)],
    streams: streams.all.map(({ of, id }) => ({ smmu: of, id })),
    hosts: hosts.all.map(({ of, id }) => ({ its: of, id })),
    guestIds: ids.all.map(({ of, id }) => ({ its: Number(of), id })),
    slots,
    intids,
    events: demand.events,
    collections: demand.collections,
    blocks: Math.min(6, found.length + demand.rawIds.length + 1),
    smmuVersion: t.smmus[0]?.version ?? 3,
    guestId,
    virtualId: (slot, fn) => guestId((slot << 3) | fn),
  };
}

/** The address under which Xen knows a function: PHYSDEVOP_pci_device_add and the domctls carry 16 bits of segment. */
export function xenName(address: string): string {
  const seg: Segment = segment(linuxDomainOf(address) & 0xffff);
  return `${seg.toString(16).padStart(4, '0')}:${address.split(':').slice(1).join(':')}`;
}

function firmwareOf(t: ArmTopology, seg: Segment, own: Rid, streams: Pairs): Firmware {
  const rc = hostBridgeOf(t, seg, busOfRid(own));
  if (!rc) return { kind: 'error', errno: ENODEV };
  const to = streamOf(rc, own);
  if ('errno' in to)
    return to.errno === ENODEV ? { kind: 'untranslated' } : { kind: 'error', errno: to.errno };
  if (to.target === null) return { kind: 'no-target' };
  const { streamIdBits } = t.smmus.find((s) => s.name === to.target)!;
  return {
    kind: 'stream',
    stream: streams.of(to.target, to.id) as StreamIx,
    inRange: to.id < 2 ** streamIdBits,
  };
}

/** The host DeviceID by the design's rule: the thread takes the StreamID for it, Xen would take what dom0 uses, the RID. */
function hostOf(
  t: ArmTopology,
  seg: Segment,
  own: Rid,
  device: ArmDevice,
  design: ArmDesign,
  streams: Pairs,
  atHost: (target: string | null, id: DeviceId) => HostIx | -1,
): HostIx | -1 {
  const rc = hostBridgeOf(t, seg, busOfRid(own));
  if (!rc) return -1;
  const firstIts = t.msiControllers.find((c) => c.kind === 'its')?.name ?? null;
  switch (design.hostDeviceId) {
    case 'rid':
      return atHost(firstIts, own as number as DeviceId);
    case 'stream-id': {
      const f = firmwareOf(t, seg, own, streams);
      return f.kind === 'stream' ? atHost(firstIts, streams.all[f.stream]!.id as DeviceId) : -1;
    }
    case 'msi-map': {
      const to = deviceIdOf(rc, msiRid(t, device.sbdf));
      return 'errno' in to ? -1 : atHost(to.target, to.id);
    }
  }
}

/** Numbers pairs of a name and a number in the order in which they are first asked for. */
class Pairs {
  readonly all: { of: string; id: number }[] = [];

  find(of: string, id: number): number {
    return this.all.findIndex((p) => p.of === of && p.id === id);
  }
  of(of: string, id: number): number {
    const known = this.find(of, id);
    return known >= 0 ? known : this.all.push({ of, id }) - 1;
  }
}
