import { busOf, parseTopology, type Topology } from '../model/hardware/topology.js';
import { InputError } from '../model/input-error.js';
import type { Scenario } from '../model/scripts.js';

/** A machine and what happens on it: what a counterexample is shrunk in. */
export interface Reproducer {
  readonly topology: Topology;
  readonly scenario: Scenario;
}

const withArguments = (line: string): string[] => line.trim().split(/\s+/);

/** Scripts may leave the segment 0000: out. */
const names = (line: string, sbdf: string): boolean =>
  withArguments(line).some((word) => word === sbdf || `0000:${word}` === sbdf);

const linesOf = ({ given, threads }: Scenario): string[] => [
  ...(given ?? []),
  ...Object.values(threads).flat(),
];

const without = <T>(list: readonly T[], index: number): T[] => list.filter((_, i) => i !== index);

/**
 * Every valid reproducer that lacks one part of this one, larger parts first: a thread, the opening, all but the opening, an
 * operation, a guest, a device with all that names it, an IO-APIC with its lines, a bridge, an entry, a link or one of its
 * possibilities, an override, a special number.
 */
export function* reductions(from: Reproducer): Generator<Reproducer> {
  const { topology, scenario } = from;
  for (const s of smallerScenarios(scenario)) yield { topology, scenario: s };
  for (const d of topology.devices) {
    // The VFs of a function go with it.
    const gone = topology.devices.filter((o) => o === d || o.physfn === d.sbdf).map((o) => o.sbdf);
    const lines = withoutLines(scenario, (l) => gone.some((sbdf) => names(l, sbdf)));
    const t = lines && checked(withoutDevices(topology, (sbdf) => gone.includes(sbdf)));
    if (lines && t) yield { topology: t, scenario: lines };
  }
  for (const candidate of smallerTopologies(topology, scenario)) {
    const t = checked(candidate);
    if (t) yield { topology: t, scenario };
  }
}

function checked(topology: Topology): Topology | null {
  try {
    return parseTopology(topology, topology.name);
  } catch (e) {
    if (e instanceof InputError) return null;
    throw e;
  }
}

function* smallerScenarios(s: Scenario): Generator<Scenario> {
  const threads = Object.entries(s.threads);
  if (threads.length > 1)
    for (const [name] of threads) {
      const rest = withoutThread(s, name);
      if (rest) yield rest;
    }
  const { given, ...ungiven } = s;
  if (given) {
    yield { ...ungiven, threads: { [threads[0]![0]]: given } };
    yield ungiven;
    for (let i = 0; i < given.length; i++)
      yield given.length === 1 ? ungiven : { ...s, given: without(given, i) };
  }
  for (const [name, lines] of threads)
    for (let i = 0; i < lines.length; i++) {
      const rest = without(lines, i);
      if (rest.length > 0) yield { ...s, threads: { ...s.threads, [name]: rest } };
    }
  const { paused, ...running } = s;
  if (paused) yield running;
  const { earlyTimeouts, ...late } = s;
  if (earlyTimeouts) yield late;
  const text = linesOf(s).join('\n');
  if (/\bdom[2-9]\b/.test(text) && !/\bdom1\b/.test(text)) yield renamed(s, /\bdom[2-9]\b/g, 'dom1');
}

const renamed = (s: Scenario, from: RegExp, to: string): Scenario =>
  JSON.parse(JSON.stringify(s).replace(from, to)) as Scenario;

/** Leaves lines out, and threads that are then empty; null when nothing is left. */
function withoutLines(s: Scenario, drop: (line: string) => boolean): Scenario | null {
  const threads = Object.entries(s.threads)
    .map(([name, lines]) => [name, lines.filter((l) => !drop(l))] as const)
    .filter(([, lines]) => lines.length > 0);
  if (threads.length === 0) return null;
  const left = new Set(threads.map(([name]) => name));
  const given = s.given?.filter((l) => !drop(l)) ?? [];
  const { given: _, ...rest } = s;
  const next = { ...rest, threads: Object.fromEntries(threads), ...(given.length > 0 ? { given } : {}) };
  const astray = Object.keys(s.threads).filter((name) => !left.has(name));
  const crashes = (line: string): boolean => {
    const [verb, target] = withArguments(line);
    return verb === 'toolstack.crash' && astray.includes(target!);
  };
  return linesOf(next).some(crashes) ? withoutLines(next, crashes) : next;
}

function withoutThread(s: Scenario, name: string): Scenario | null {
  const { [name]: _, ...threads } = s.threads;
  return withoutLines({ ...s, threads }, (line) => {
    const [verb, target] = withArguments(line);
    return verb === 'toolstack.crash' && target === name;
  });
}

const withoutDevices = (t: Topology, drop: (sbdf: string) => boolean): Topology => ({
  ...t,
  devices: t.devices.filter((d) => !drop(d.sbdf)),
  wires: t.wires.filter((w) => !drop(w.sbdf)),
});

function* smallerTopologies(t: Topology, s: Scenario): Generator<Topology> {
  const lines = linesOf(s);
  const idle = (sbdf: string): boolean => !lines.some((l) => names(l, sbdf));
  const physfns = new Set(t.devices.flatMap((d) => (idle(d.sbdf) ? [] : (d.physfn ?? []))));
  const bystander = (sbdf: string): boolean => idle(sbdf) && !physfns.has(sbdf);
  if (t.devices.some((d) => bystander(d.sbdf))) yield withoutDevices(t, bystander);
  if (t.ioapics.length > 1)
    for (const io of t.ioapics) {
      const smaller = withoutIoapic(t, io);
      if (smaller !== null) yield smaller;
    }
  for (const b of t.bridges) {
    const inUse = [...t.devices, ...t.bridges].some((d) => busOf(d.sbdf) === b.secondary);
    if (inUse) continue;
    const prt = t.prt.filter((p) => p.bus !== b.secondary);
    yield { ...t, bridges: t.bridges.filter((o) => o !== b), prt };
  }
  for (const [i, table] of t.prt.entries()) {
    if (table.entries.length === 0) yield { ...t, prt: without(t.prt, i) };
    for (let e = 0; e < table.entries.length; e++)
      yield { ...t, prt: t.prt.with(i, { ...table, entries: without(table.entries, e) }) };
  }
  for (const [i, link] of t.links.entries()) {
    yield { ...t, links: without(t.links, i) };
    if (link.possible.length > 1)
      for (let p = 0; p < link.possible.length; p++)
        yield { ...t, links: t.links.with(i, { ...link, possible: without(link.possible, p) }) };
    if (link.current !== null) yield { ...t, links: t.links.with(i, { ...link, current: null }) };
  }
  for (let i = 0; i < t.overrides.length; i++) yield { ...t, overrides: without(t.overrides, i) };
  if (t.irqsTakenAtBoot > 0) yield { ...t, irqsTakenAtBoot: 0 };
  for (const [i, d] of t.devices.entries()) {
    if (d.msi > 0) yield { ...t, devices: t.devices.with(i, { ...d, msi: d.msi > 1 ? 1 : 0 }) };
    if (d.interruptLine > 0) yield { ...t, devices: t.devices.with(i, { ...d, interruptLine: 0 }) };
    const { physfn, ...ordinary } = d;
    if (physfn !== undefined) yield { ...t, devices: t.devices.with(i, ordinary) };
  }
}

/** An IO-APIC goes with all that leads to its pins; not while a wire ends there, for that would change the question. */
function withoutIoapic(t: Topology, io: Topology['ioapics'][number]): Topology | null {
  const gone = (gsi: number): boolean => gsi >= io.gsiBase && gsi < io.gsiBase + io.pins;
  if (t.wires.some((w) => gone(w.gsi))) return null;
  const links = t.links
    .map((l) => ({ ...l, possible: l.possible.filter((g) => !gone(g)) }))
    .filter((l) => l.possible.length > 0)
    .map((l) => ({ ...l, current: l.current !== null && gone(l.current) ? null : l.current }));
  const named = new Set(links.map((l) => l.name));
  const leadsNowhere = (e: Topology['prt'][number]['entries'][number]): boolean =>
    (e.gsi !== undefined && gone(e.gsi)) || (e.link !== undefined && !named.has(e.link));
  return {
    ...t,
    ioapics: t.ioapics.filter((other) => other !== io),
    links,
    prt: t.prt.map((p) => ({ ...p, entries: p.entries.filter((e) => !leadsNowhere(e)) })),
    overrides: t.overrides.filter((o) => !gone(o.gsi)),
  };
}
