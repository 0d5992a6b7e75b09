import { createHash } from 'node:crypto';
import { gsiFromPrt } from '../model/hardware/routing.js';
import { isServed, type PciDevice, type Topology } from '../model/hardware/topology.js';
import { ISA_IRQS } from '../model/scope.js';
import { parseLine } from '../model/scripts.js';
import { coneOf } from './cone.js';
import type { Reproducer } from './reductions.js';

/** Beyond, orders of threads are not tried. */
const MOST_THREADS = 4;
/** libxc and QEMU of some designs keep numbers in eight bits. */
const WIDE = 256;
const UNCONNECTED = 255;
const HASH_DIGITS = 8;

/** Eight digits that are the same for reproducers that differ in names only; see `canonical`. */
export const canonicalHash = (r: Reproducer): string =>
  createHash('sha256').update(canonical(r)).digest('hex').slice(0, HASH_DIGITS);

/**
 * What a reproducer says, without the names it happens to say it with: addresses, slots, bridges, GSIs, threads and guests
 * are numbered as the scripts mention them, and of a GSI there remains what the sources tell apart. Two reproducers with one
 * canonical form tell one story; it is no harm if a story has two forms, for it is then only kept twice.
 */
export function canonical(r: Reproducer): string {
  const names = Object.keys(r.scenario.threads);
  const orders = names.length > MOST_THREADS ? [names] : permutations(names);
  return orders
    .map((order) => JSON.stringify(formOf(r, order)))
    .reduce((least, form) => (form < least ? form : least));
}

function permutations(names: readonly string[]): string[][] {
  if (names.length < 2) return [[...names]];
  return names.flatMap((first) =>
    permutations(names.filter((name) => name !== first)).map((rest) => [first, ...rest]),
  );
}

/** Numbers things in the order in which they are first named. */
class Numbering {
  readonly names: string[] = [];

  constructor(private readonly prefix: string) {}

  of(name: string): string {
    if (!this.names.includes(name)) this.names.push(name);
    return `${this.prefix}${this.names.indexOf(name)}`;
  }
}

function formOf({ topology, scenario }: Reproducer, order: readonly string[]): unknown {
  const devices = new Numbering('dev');
  const guests = new Numbering('dom');
  const threads = new Numbering('thread');
  const write = (text: string): string => {
    const { verb, device, domain, thread } = parseLine(text, scenario.name);
    return [
      verb,
      ...(device === null ? [] : [devices.of(device)]),
      ...(domain === null ? [] : [guests.of(domain)]),
      ...(thread === null ? [] : [threads.of(thread)]),
    ].join(' ');
  };
  for (const name of order) threads.of(name);
  const scripts = {
    given: scenario.given?.map(write) ?? [],
    threads: order.map((name) => scenario.threads[name]!.map(write)),
    paused: scenario.paused?.map((d) => guests.of(d)).sort() ?? [],
    earlyTimeouts: scenario.earlyTimeouts ?? false,
  };
  return { ...scripts, machine: machineOf(coneOf(topology, scenario), devices) };
}

function machineOf(t: Topology, devices: Numbering): unknown {
  const lines = new Numbering('line');
  const firstDynamic =
    Math.max(0, ...t.ioapics.filter((io) => io.gsiBase < ISA_IRQS).map((io) => io.gsiBase + io.pins)) +
    t.irqsTakenAtBoot;
  /** Numbers that are told apart: ISA irqs, those an irq that is allotted may clash with, and those above eight bits. */
  const place = (gsi: number): string => {
    const late = t.ioapics.some(
      (io) => io.gsiBase >= ISA_IRQS && gsi >= io.gsiBase && gsi < io.gsiBase + io.pins,
    );
    const kinds = [
      [gsi < ISA_IRQS, 'isa'],
      [late, 'late'],
      [gsi >= firstDynamic && gsi < firstDynamic + t.devices.length, 'clash'],
      [gsi >= WIDE, 'wide'],
      [!isServed(t, gsi), 'unserved'],
    ] as const;
    return [lines.of(String(gsi)), ...kinds.flatMap(([is, kind]) => (is ? [kind] : []))].join(' ');
  };
  const routeOf = (device: PciDevice): unknown => {
    const route = gsiFromPrt(t, device);
    if (route.kind === 'gsi') return place(route.gsi);
    if (route.kind !== 'link') return route.kind;
    const { possible, trigger, polarity, current } = t.links.find((l) => l.name === route.link)!;
    return { possible: possible.map(place), trigger, polarity, current: current !== null && place(current) };
  };
  const known = (sbdf: string): PciDevice | undefined => t.devices.find((d) => d.sbdf === sbdf);
  const forms: unknown[] = [];
  // Physical functions that are not named get their numbers while this goes on.
  for (let i = 0; i < devices.names.length; i++) {
    const device = known(devices.names[i]!);
    if (!device) continue;
    const wire = t.wires.find((w) => w.sbdf === device.sbdf);
    forms.push({
      route: routeOf(device),
      wire: wire ? [place(wire.gsi), wire.polarity] : null,
      msi: device.msi,
      physfn: device.physfn === undefined ? null : devices.of(device.physfn),
    });
  }
  const bytes = devices.names.map((sbdf) => {
    const byte = known(sbdf)?.interruptLine ?? 0;
    if (byte === 0 || byte === UNCONNECTED) return byte;
    return lines.names.includes(String(byte)) ? place(byte) : 'other';
  });
  const overrides = t.overrides
    .filter((o) => lines.names.includes(String(o.gsi)))
    .map((o) => [place(o.gsi), o.trigger, o.polarity].join(' '));
  return { devices: forms, bytes, overrides: overrides.sort() };
}
