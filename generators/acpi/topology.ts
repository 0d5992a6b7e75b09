import {
  isServed,
  parseTopology,
  type IntxPin,
  type Topology,
  type TopologyInput,
} from '../../model/hardware/topology.js';
import { enumerateBuses, sbdfOf, type Bus } from './buses.js';
import { isOfInterest, type PciFunction } from '../functions.js';
import type { AcpiMachine, LinkDevice } from './machine.js';
import { wireOf, type Wiring } from './wires.js';

export interface ToTopologyOptions {
  warn?: (line: string) => void;
  /**
   * The functions really there; `_PRT` entries of empty slots are then left out. Without them one function is
   * made for every usable entry.
   */
  functions?: readonly PciFunction[];
}

type Device = TopologyInput['devices'][number];
type Prt = TopologyInput['prt'][number];
type Entry = Prt['entries'][number];
type Warn = (line: string) => void;

const PINS: readonly IntxPin[] = ['A', 'B', 'C', 'D'];
const HIGHEST_GSI = 1023;

/**
 * Makes a checkable topology of an imported machine. Without `functions`, what ACPI does not say is assumed:
 * bus numbers go depth first, and function n of a device drives INTx pin n of its entry. Entries that cannot be
 * used are dropped and contradictions decided, each with a warning. Throws InputError when the result is no
 * valid topology.
 */
export function toTopology(machine: AcpiMachine, name: string, options: ToTopologyOptions = {}): Topology {
  const { functions } = options;
  const warn: Warn = (line) => options.warn?.(`${name}: ${line}`);
  const numbering = functions && secondaries(functions);
  const buses = enumerateBuses(machine, warn, numbering && ((bridge) => numbering.get(bridge)));
  const linkNames = shortNames(machine.links);
  const occupied = functions && new Set(functions.map((f) => f.sbdf.slice(0, -2)));
  const prt = buses.flatMap((bus) => usableTable(bus, machine.links, linkNames, warn) ?? []);
  if (occupied)
    for (const table of prt)
      table.entries = table.entries.filter((e) => occupied.has(sbdfOf(table.bus, e.device, 0).slice(0, -2)));
  const bridges = numbering
    ? [...numbering].map(([sbdf, secondary]) => ({ sbdf, secondary }))
    : buses.flatMap((b) => (b.bridge === null ? [] : [{ sbdf: b.bridge, secondary: b.name }]));
  const devices = functions ? functions.filter(isOfInterest).map(deviceOf) : madeDevices(buses, prt);
  const named = new Set(prt.flatMap((t) => t.entries.map((e) => e.link)));
  const ioapics = machine.ioapics.map(({ id, gsiBase, pins, pinsInferred }) => ({
    id,
    gsiBase,
    pins,
    ...(pinsInferred ? { pinsInferred } : {}),
  }));
  const wiring = wiringOf(machine, buses, bridges);
  const wires = devices.flatMap((d) => {
    const wire = d.pin === null ? null : wireOf(d.sbdf, PINS.indexOf(d.pin), wiring);
    // A wire ends at a pin; a number no IO-APIC serves is a fault of the tables.
    return wire && isServed({ ioapics }, wire.gsi) ? [{ sbdf: d.sbdf, ...wire }] : [];
  });
  const topology: TopologyInput = {
    format: 'pirqcheck-topology/1',
    name,
    note: noteOf(machine, functions !== undefined),
    imported: true,
    ioapics,
    overrides: machine.overrides.flatMap((o) => usableOverride(o, machine.sci, warn) ?? []),
    links: machine.links
      .map((l) => ({ ...l, name: linkNames.get(l.path)! }))
      .filter((l) => named.has(l.name))
      .map((l) => ({
        name: l.name,
        possible: l.possible.filter((gsi) => gsi <= HIGHEST_GSI),
        trigger: l.trigger,
        polarity: l.polarity,
        current: l.current,
      })),
    bridges,
    prt,
    devices,
    wires,
  };
  return parseTopology(topology, name, options.warn);
}

const secondaries = (functions: readonly PciFunction[]): Map<string, string> =>
  new Map(functions.flatMap((f) => (f.secondary === null ? [] : [[f.sbdf, f.secondary] as const])));

const deviceOf = (f: PciFunction): Device => ({ sbdf: f.sbdf, pin: f.pin });

function noteOf(machine: AcpiMachine, functionsKnown: boolean): string {
  const assumed = [
    ...(functionsKnown ? [] : ['bus numbers (depth first)', 'functions (one per _PRT entry)']),
    ...(machine.ioapics.some((io) => io.pinsInferred) ? ['IO-APIC pin counts'] : []),
  ];
  return `Imported from ACPI tables.${assumed.length === 0 ? '' : ` Inferred, since ACPI does not say: ${assumed.join(', ')}.`}`;
}

/** The last segment, as Linux prints it, where that is enough. */
function shortNames(links: readonly LinkDevice[]): Map<string, string> {
  const segment = (path: string): string => path.slice(path.lastIndexOf('.') + 1);
  const segments = links.map((l) => segment(l.path));
  const once = (s: string): boolean => segments.indexOf(s) === segments.lastIndexOf(s);
  return new Map(links.map((l) => [l.path, once(segment(l.path)) ? segment(l.path) : l.path]));
}

/** Entries an OS can use: like Linux, the first of several for one device and pin. */
function usableTable(
  bus: Bus,
  links: readonly LinkDevice[],
  linkNames: Map<string, string>,
  warn: Warn,
): Prt | null {
  if (bus.table === null) return null;
  const kept = new Map<string, Entry>();
  for (const { device, pin, to } of bus.table.entries) {
    const where = `${bus.table.path}._PRT device ${device}`;
    if (pin > 3 || device > 31) {
      warn(`${where} pin ${pin}: PCI has devices 0 to 31 and pins 0 to 3; dropped`);
      continue;
    }
    const key = `${device} ${pin}`;
    if (kept.has(key)) {
      warn(`${where} pin ${pin}: a second entry; dropped, as the first wins`);
      continue;
    }
    const entry = { device, pin: PINS[pin]! };
    if ('gsi' in to) {
      if (to.gsi > HIGHEST_GSI) warn(`${where} pin ${pin}: GSI ${to.gsi} is out of range; dropped`);
      else kept.set(key, { ...entry, gsi: to.gsi });
    } else if (links.find((l) => l.path === to.link)?.possible.some((gsi) => gsi <= HIGHEST_GSI))
      kept.set(key, { ...entry, link: linkNames.get(to.link)! });
    else warn(`${where} pin ${pin}: link ${to.link} has no possible GSI; dropped`);
  }
  return { bus: bus.name, entries: [...kept.values()] };
}

/**
 * One function per entry. Behind a bridge whose own `_PRT` is unusable there is one function at device 0, the
 * only one a PCI Express port has, which takes the swizzled way through its parent.
 */
function madeDevices(buses: readonly Bus[], prt: readonly Prt[]): Device[] {
  const tables = new Map(prt.map((t) => [t.bus, t.entries]));
  return buses.flatMap((bus) => {
    const entries = tables.get(bus.name);
    if (entries)
      return entries.map((e) => ({ sbdf: sbdfOf(bus.name, e.device, PINS.indexOf(e.pin)), pin: e.pin }));
    return bus.hadTable && bus.bridge !== null ? [{ sbdf: sbdfOf(bus.name, 0, 0), pin: 'A' as const }] : [];
  });
}

function wiringOf(
  machine: AcpiMachine,
  buses: readonly Bus[],
  bridges: readonly { sbdf: string; secondary: string }[],
): Wiring {
  return {
    machine,
    tableOf: (bus) => buses.find((b) => b.name === bus)?.table ?? null,
    bridgeTo: (bus) => bridges.find((b) => b.secondary === bus)?.sbdf ?? null,
  };
}

function usableOverride(
  o: AcpiMachine['overrides'][number],
  sci: number | null,
  warn: Warn,
): NonNullable<TopologyInput['overrides']>[number] | null {
  const where = `interrupt source override ${o.source} -> ${o.gsi}`;
  if (o.bus !== 0 || o.source > 15 || o.gsi > HIGHEST_GSI) {
    warn(`${where} of bus ${o.bus} is not one of an ISA interrupt; dropped`);
    return null;
  }
  if (o.polarity === 'reserved' || o.trigger === 'reserved') {
    warn(`${where}: flags ${o.flags} are reserved; taken as those of the bus`);
  }
  const isSci = o.source === sci;
  return {
    source: o.source,
    gsi: o.gsi,
    trigger: o.trigger === 'edge' || o.trigger === 'level' ? o.trigger : isSci ? 'level' : 'edge',
    polarity: o.polarity === 'high' || o.polarity === 'low' ? o.polarity : isSci ? 'low' : 'high',
  };
}
