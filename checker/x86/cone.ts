import { busOf, slotOf, type IntxPin, type Topology } from '../../model/hardware/topology.js';
import { swizzle } from '../../model/hardware/routing.js';
import type { Scenario } from '../../model/scenario.js';
import { parseLine } from '../../model/scripts.js';

/**
 * The part of a machine that a scenario can touch, so that a token of a real machine stays short: the devices it names, the
 * way of their interrupts up to the root, and all IO-APICs, links and overrides, whose numbers count. The system built of
 * it is the same.
 */
export function coneOf(topology: Topology, scenario: Scenario): Topology {
  const lines = [...(scenario.given ?? []), ...Object.values(scenario.threads).flat()];
  const named = new Set(lines.flatMap((l) => parseLine(l, scenario.name).device ?? []));
  for (const d of topology.devices) if (named.has(d.sbdf) && d.physfn !== undefined) named.add(d.physfn);
  const devices = topology.devices.filter((d) => named.has(d.sbdf));
  const bridges = new Set<string>();
  const entries = new Set<string>();
  for (const { sbdf, pin } of devices) if (pin !== null) follow(topology, sbdf, pin, bridges, entries);
  const prt = topology.prt
    .map((t) => ({
      bus: t.bus,
      entries: t.entries.filter((e) => entries.has(`${t.bus} ${e.device} ${e.pin}`)),
    }))
    .filter((t) => t.entries.length > 0);
  return {
    ...topology,
    devices,
    bridges: topology.bridges.filter((b) => bridges.has(b.sbdf)),
    prt,
    wires: topology.wires.filter((w) => named.has(w.sbdf)),
  };
}

/** Notes the bridges and possible `_PRT` entries on the way up from a pin. */
function follow(
  topology: Topology,
  sbdf: string,
  pin: IntxPin,
  bridges: Set<string>,
  entries: Set<string>,
): void {
  const bus = busOf(sbdf);
  entries.add(`${bus} ${slotOf(sbdf)} ${pin}`);
  const bridge = topology.bridges.find((b) => b.secondary === bus);
  if (!bridge) return;
  bridges.add(bridge.sbdf);
  follow(topology, bridge.sbdf, swizzle(slotOf(sbdf), pin), bridges, entries);
}
