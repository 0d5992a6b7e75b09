import { busOf, type Topology } from '../../model/hardware/topology.js';
import type { Scenario } from '../../model/scenario.js';
import { linesOf, names, without } from '../reductions.js';

/** The machine without some of its functions. */
export const withoutDevices = (t: Topology, drop: (sbdf: string) => boolean): Topology => ({
  ...t,
  devices: t.devices.filter((d) => !drop(d.sbdf)),
  wires: t.wires.filter((w) => !drop(w.sbdf)),
});

/**
 * Machines that lack one part, larger parts first: all functions the scripts do not name, an IO-APIC with its lines, a bridge,
 * an entry, a link or one of its possibilities, an override, a special number. Some are no valid topology.
 */
export function* simplerMachines(t: Topology, s: Scenario): Generator<Topology> {
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
