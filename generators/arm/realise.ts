import {
  parseArmTopology,
  type ArmTopology,
  type ArmTopologyInput,
  type IdMap,
} from '../../model/arm/hardware/topology.js';
import type { ArmTopologyPlan, IdPlan, RootComplexPlan } from './topology-plan.js';

/** Buses of a root complex that is not wide. */
const BUSES = 4;
const ALL_BUSES = 256;
/** Requester ids of a root complex that the first of several entries of a map covers: the lower slots of its first bus. */
const LOWER = 0x80;
const SLOTS = 32;
const FUNCTIONS = 8;
const BUS_BITS = 8;
const DEVFNS = 1 << BUS_BITS;
/** More than the requester ids of one root complex. */
const OFFSET = 0x1_0000;
/** Ids that do not tell the functions of a slot apart. */
const SLOT_MASK = 0xfff8;
/** Ids that do not tell buses apart. */
const BUS_MASK = 0xff;
/** What a lying map adds to every id. */
const LIE = 8;
const NARROW_BITS = 8;
/** Wide enough for the highest offset. */
const WIDE_BITS = 18;

type Device = NonNullable<ArmTopologyInput['devices']>[number];
type Bridge = NonNullable<ArmTopologyInput['bridges']>[number];
type Wire = NonNullable<ArmTopologyInput['wires']>[number];

const hex = (n: number, digits = 2): string => n.toString(16).padStart(digits, '0');

/** A root complex while devices are put on it. */
interface Host {
  readonly name: string;
  readonly plan: RootComplexPlan;
  readonly index: number;
  readonly domain: number;
  readonly first: number;
  readonly buses: number;
  readonly numbers: { bus: number; readonly taken: Set<number>; readonly carries: (rid: number) => number }[];
}

/** The machine of a plan. Ids on the wires follow the plan; the maps are then written down from it, or differ where the plan says so. */
export function realise(plan: ArmTopologyPlan, name = 'generated'): ArmTopology {
  const smmus = plan.smmus.map((s, i) => ({
    name: `smmu@${i + 1}000000`,
    version: s.version,
    streamIdBits: s.narrow ? NARROW_BITS : WIDE_BITS,
    ...(s.version === 2 ? { streamMatches: s.streamMatches } : {}),
  }));
  const msiControllers = plan.msiControllers.map((c, i) => ({
    name: `${c.kind === 'its' ? 'its' : 'v2m'}@${i + 4}000000`,
    kind: c.kind,
    deviceIdBits: c.narrow ? NARROW_BITS : WIDE_BITS,
  }));
  const hosts = placeHosts(plan);
  const streams = hosts.map((h) => new Ids(h, h.plan.streams, smmus));
  const messages = hosts.map((h) => new Ids(h, h.plan.devices, msiControllers));
  const bridges: Bridge[] = plan.bridges.flatMap((b) => {
    const host = hosts[b.rootComplex % hosts.length]!;
    if (host.numbers.length === BUSES) return [];
    const parent = host.numbers[b.bus % host.numbers.length]!;
    const secondary = host.first + host.numbers.length;
    const devfn = take(parent.taken, b.slot) << 3;
    const up = parent.carries;
    const own = (parent.bus << BUS_BITS) | devfn;
    const carries = {
      pcie: (rid: number) => up(rid),
      'pcie-to-pci': () => up(secondary << BUS_BITS),
      pci: () => up(own),
    }[b.kind];
    host.numbers.push({ bus: secondary, taken: new Set(), carries });
    return [{ sbdf: sbdfOf(host, own), secondary, kind: b.kind }];
  });
  const devices: Device[] = [];
  const wires: Wire[] = [];
  const slots = plan.slots.flatMap((s) => (s.twin ? [s, { ...s, rootComplex: s.rootComplex + 1 }] : [s]));
  for (const s of slots) {
    const host = hosts[s.rootComplex % hosts.length]!;
    const { bus, taken, carries } = host.numbers[s.bus % host.numbers.length]!;
    const slot = take(taken, s.slot);
    const count = Math.min(s.functions + s.vfs, FUNCTIONS);
    for (let f = 0; f < count; f++) {
      const rid = (bus << BUS_BITS) | (slot << 3) | f;
      const sbdf = sbdfOf(host, rid);
      const physfn = f >= s.functions ? { physfn: sbdfOf(host, rid & SLOT_MASK) } : {};
      devices.push({ sbdf, rootComplex: host.name, msi: s.msi, ...physfn });
      const [stream, message] = [
        streams[host.index]!.of(carries(rid)),
        messages[host.index]!.of(carries(rid)),
      ];
      wires.push({
        sbdf,
        smmu: streams[host.index]!.isMapped ? stream.to : null,
        streamId: stream.id,
        its: message.to,
        deviceId: message.id,
      });
    }
  }
  const input: ArmTopologyInput = {
    format: 'pirqcheck-arm-topology/1',
    name,
    rootComplexes: hosts.map((h) => {
      const [dma, msi] = [streams[h.index]!, messages[h.index]!];
      return {
        name: h.name,
        pciDomain: plan.numbering === 'absent' ? undefined : h.domain,
        buses: [h.first, h.first + h.buses - 1] as [number, number],
        iommuMap: dma.map,
        iommuMapMask: dma.mask,
        msiMap: msi.map,
        msiMapMask: msi.mask,
        msiParent: msi.isMapped ? undefined : msi.target,
      };
    }),
    smmus,
    msiControllers,
    bridges,
    devices,
    wires,
  };
  return parseArmTopology(input, name);
}

function placeHosts({ rootComplexes, numbering }: ArmTopologyPlan): Host[] {
  let next = 0;
  return rootComplexes.map((plan, index): Host => {
    const shared = numbering === 'shared';
    const wide = plan.wide && !shared;
    const first = wide ? 0 : BUSES * (shared ? next++ : plan.firstBus);
    const domain = { own: index, absent: index, shared: 0, truncated: index << 16 }[numbering];
    return {
      name: `pcie@${index + 1}0000000`,
      plan,
      index,
      domain,
      first,
      buses: wide ? ALL_BUSES : BUSES,
      numbers: [{ bus: first, taken: new Set(), carries: (rid) => rid }],
    };
  });
}

/** Occupies the wanted slot of a bus, or the next free one. */
function take(taken: Set<number>, wanted: number): number {
  let slot = wanted % SLOTS;
  while (taken.has(slot)) slot = (slot + 1) % SLOTS;
  taken.add(slot);
  return slot;
}

const sbdfOf = ({ domain }: Host, rid: number): string =>
  `${hex(domain, 4)}:${hex(rid >> BUS_BITS)}:${hex((rid >> 3) & (SLOTS - 1))}.${rid & (FUNCTIONS - 1)}`;

/** The ids that requesters of one root complex have at SMMUs, or at MSI controllers. */
class Ids {
  readonly target: string;
  private readonly other: string;
  private readonly base: number;
  private readonly from: number;
  private readonly length: number;
  /** The mask beside the map. */
  readonly mask: number | undefined;

  constructor(
    host: Host,
    private readonly plan: IdPlan,
    targets: readonly { readonly name: string }[],
  ) {
    this.target = targets[plan.target % targets.length]!.name;
    this.other = targets[(plan.target + 1) % targets.length]!.name;
    this.from = host.first * DEVFNS;
    this.length = host.buses * DEVFNS;
    this.mask = plan.map === 'masked' ? SLOT_MASK : plan.map === 'bus-masked' ? BUS_MASK : undefined;
    // Without a map the requester id passes unchanged.
    const base = this.isMapped ? plan.base : 'identity';
    this.base = { identity: this.from, zero: 0, offset: host.index * OFFSET }[base];
  }

  get isMapped(): boolean {
    return this.plan.map !== 'absent';
  }

  /** Where a requester id leads in the hardware. */
  of(rid: number): { to: string | null; id: number } {
    const { map } = this.plan;
    const upper = map === 'split' && rid >= this.from + LOWER;
    const distinct = this.mask === undefined ? rid : (rid & this.mask) | (this.from & ~this.mask);
    return {
      to: map === 'dangling' ? null : upper ? this.other : this.target,
      id: this.base + distinct - this.from,
    };
  }

  /** The map in the device tree. */
  get map(): IdMap | undefined {
    const { from, length, target: to } = this;
    const id = this.base + (this.plan.lie ? LIE : 0);
    const lower = { rid: from, to, id, length: LOWER };
    const upper = { rid: from + LOWER, to, id: id + LOWER, length: length - LOWER };
    const whole = { ...lower, length };
    switch (this.plan.map) {
      case 'absent':
        return undefined;
      case 'partial':
        return [lower];
      case 'split':
        return [lower, { ...upper, to: this.other }];
      case 'overlap':
        return [whole, { ...upper, id: upper.id + LIE }];
      case 'dangling':
        return [{ ...whole, to: null }];
      default:
        return [whole];
    }
  }
}
