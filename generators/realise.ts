import {
  parseTopology,
  type IntxPin,
  type Polarity,
  type Topology,
  type TopologyInput,
} from '../model/hardware/topology.js';
import { NO_PIN, type Lie, type LinePlan, type PinChoice, type TopologyPlan } from './topology-plan.js';

const GSIS = 1024;
const SLOTS = 32;
const FUNCTIONS = 8;
const DEEPEST = 3;
const ISA_IRQS = 16;
/** Below: timer, keyboard and cascade, never a PCI line. */
const FIRST_PCI_ISA_IRQ = 3;
const FEWEST_PINS = 8;
const PINS: readonly IntxPin[] = ['A', 'B', 'C', 'D'];

type Device = TopologyInput['devices'][number];
type Entry = TopologyInput['prt'][number]['entries'][number];

interface Bus {
  readonly name: string;
  readonly depth: number;
  /** The bridge that leads here; null for a root bus and a bus with wires of its own. */
  readonly swizzledOnto: { readonly bus: Bus; readonly slot: number } | null;
  /** Slots in use: how they are wired, and how firmware describes them. */
  readonly places: Map<number, { readonly wiring: number; readonly lie: Lie }>;
}

interface Line {
  readonly gsi: number;
  readonly link: Topology['links'][number] | null;
}

/** The machine of a plan. Wires follow the plan; `_PRT` is then written down from the wires, or lies where the plan does. */
export function realise(plan: TopologyPlan, name = 'generated'): Topology {
  const ioapics = placeIoapics(plan);
  const lines = placeLines(plan.lines, ioapics);
  const board = new Board(lines);
  const root = board.root;
  const buses = [root];
  const bridges = plan.bridges.map((b, i) => {
    const parents = buses.filter((bus) => bus.depth < DEEPEST);
    const parent = parents[b.parent % parents.length]!;
    const slot = board.take(parent, b.slot, b);
    const secondary = `0000:${hex(i + 1)}`;
    buses.push({
      name: secondary,
      depth: parent.depth + 1,
      swizzledOnto: b.own ? null : { bus: parent, slot },
      places: new Map(),
    });
    return { sbdf: `${parent.name}:${hex(slot)}.0`, secondary };
  });
  const devices: Device[] = [];
  for (const s of plan.slots) {
    const bus = buses[s.bus % buses.length]!;
    const slot = board.take(bus, s.slot, s);
    let vf = s.functions.length;
    s.functions.forEach((f, n) => {
      const sbdf = `${bus.name}:${hex(slot)}.${n}`;
      const pin = f.pin === NO_PIN ? null : PINS[f.pin]!;
      devices.push({ sbdf, pin, msi: f.msi, interruptLine: f.interruptLine });
      if (pin !== null) board.connect(sbdf, bus, slot, f.pin);
      for (let v = 0; v < f.vfs && vf < FUNCTIONS; v++, vf++)
        devices.push({ sbdf: `${bus.name}:${hex(slot)}.${vf}`, pin: null, msi: f.msi, physfn: sbdf });
    });
  }
  const input: TopologyInput = {
    format: 'pirqcheck-topology/1',
    name,
    ioapics: madtOrder(plan, ioapics),
    overrides: overridesOf(plan, ioapics),
    links: lines.flatMap((l) => l.link ?? []),
    bridges,
    prt: board.tables(),
    devices,
    wires: board.wires,
    irqsTakenAtBoot: plan.irqsTakenAtBoot,
  };
  return parseTopology(input, name);
}

const hex = (n: number): string => n.toString(16).padStart(2, '0');

/** The wires of a board, and the tables firmware makes of them. */
class Board {
  readonly root: Bus = { name: '0000:00', depth: 0, swizzledOnto: null, places: new Map() };
  readonly wires: { sbdf: string; gsi: number; polarity: Polarity }[] = [];
  private readonly entries = new Map<Bus, Map<string, Entry | null>>();

  constructor(private readonly lines: readonly Line[]) {}

  /** Occupies the wanted slot of a bus, or the next free one. */
  take(bus: Bus, wanted: number, place: { wiring: number; lie: Lie }): number {
    let slot = wanted % SLOTS;
    while (bus.places.has(slot)) slot = (slot + 1) % SLOTS;
    bus.places.set(slot, place);
    return slot;
  }

  /** Lays the wire of a function's pin, through the bridges up to a bus whose slots have wires of their own. */
  connect(sbdf: string, bus: Bus, slot: number, pin: number): void {
    const up = bus.swizzledOnto;
    if (up) {
      // PCI-to-PCI Bridge Architecture Specification 1.2, section 9.1: INTx of device n appears as INT((x + n) mod 4).
      this.connect(sbdf, up.bus, up.slot, (pin + slot) % PINS.length);
      return;
    }
    const { wiring, lie } = bus.places.get(slot)!;
    const number = (wiring + pin) % this.lines.length;
    const line = this.lines[number]!;
    // Where firmware leaves the OS a choice, the router goes wherever the OS sets it: there is no fixed wire.
    if (line.link === null || line.link.possible.length === 1) {
      const low = line.link === null || line.link.polarity === 'low';
      this.wires.push({ sbdf, gsi: line.gsi, polarity: low === (lie !== 'polarity') ? 'low' : 'high' });
    }
    const told = lie === 'gsi' ? this.lines[(number + 1) % this.lines.length]! : line;
    const table = this.entries.get(bus) ?? new Map<string, Entry | null>();
    this.entries.set(bus, table);
    const to = told.link ? { link: told.link.name } : { gsi: told.gsi };
    table.set(`${slot}/${pin}`, lie === 'silent' ? null : { device: slot, pin: PINS[pin]!, ...to });
  }

  tables(): TopologyInput['prt'] {
    return [...this.entries].map(([bus, table]) => ({
      bus: bus.name,
      entries: [...table.values()].filter((e) => e !== null),
    }));
  }
}

interface Span {
  readonly id: number;
  readonly gsiBase: number;
  readonly pins: number;
}

/** One after another; each leaves at least one GSI for every later one, and the first can carry PCI lines. */
function placeIoapics({ ioapics }: TopologyPlan): Span[] {
  let next = 0;
  return ioapics.map(({ pins, gap }, id) => {
    const left = GSIS - (ioapics.length - id - 1);
    const gsiBase = Math.min(next + gap, left - 1);
    next = Math.min(gsiBase + (id === 0 ? Math.max(pins, FEWEST_PINS) : pins), left);
    return { id, gsiBase, pins: next - gsiBase };
  });
}

const madtOrder = ({ ioapics }: TopologyPlan, spans: readonly Span[]): Span[] =>
  spans.toSorted((a, b) => ioapics[a.id]!.rank - ioapics[b.id]!.rank);

const gsiOf = ({ ioapic, pin }: PinChoice, spans: readonly Span[]): number => {
  const span = spans[ioapic % spans.length]!;
  return span.gsiBase + (pin % span.pins);
};

/** PCI lines are wired to pins above the ISA irqs where there are any; no two lines to the same pin. */
function placeLines(plans: readonly LinePlan[], spans: readonly Span[]): Line[] {
  const all = spans.flatMap((s) => Array.from({ length: s.pins }, (_, i) => s.gsiBase + i));
  const usual = all.filter((g) => g >= ISA_IRQS);
  const free = usual.length > 0 ? usual : all.filter((g) => g >= FIRST_PCI_ISA_IRQ);
  const taken = new Set<number>();
  const settle = (wanted: number): number | undefined => {
    const from = free.findIndex((g) => g >= wanted);
    const start = from < 0 ? 0 : from;
    return free.slice(start).find((g) => !taken.has(g)) ?? free.find((g) => !taken.has(g));
  };
  return plans.flatMap((plan, i): Line[] => {
    const gsi = settle(gsiOf(plan, spans));
    if (gsi === undefined) return [];
    taken.add(gsi);
    if (plan.link === null) return [{ gsi, link: null }];
    const { others, edge, high, current } = plan.link;
    const possible = [...new Set([gsi, ...others.map((o) => gsiOf(o, spans))])];
    const link = {
      name: `LNK${String.fromCharCode(65 + i)}`,
      possible,
      trigger: edge ? ('edge' as const) : ('level' as const),
      polarity: high ? ('high' as const) : ('low' as const),
      current: possible[current - 1] ?? null,
    };
    return [{ gsi, link }];
  });
}

function overridesOf({ overrides }: TopologyPlan, spans: readonly Span[]): TopologyInput['overrides'] {
  const bySource = new Map(overrides.map((o) => [o.source, o]));
  return [...bySource.values()].map((o) => ({
    source: o.source,
    gsi: gsiOf(o, spans),
    trigger: o.level ? ('level' as const) : ('edge' as const),
    polarity: o.low ? ('low' as const) : ('high' as const),
  }));
}
