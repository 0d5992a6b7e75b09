import { busOfRid, linuxDomainOf, ridOf, type ArmTopology } from '../../model/arm/hardware/topology.js';
import { parseArmLine } from '../../model/arm/scripts.js';
import type { Scenario } from '../../model/scenario.js';

/** The functions a scenario names. */
function namedIn(scenario: Scenario): Set<string> {
  const lines = [...(scenario.given ?? []), ...Object.values(scenario.threads).flat()];
  return new Set(lines.flatMap((l) => parseArmLine(l, scenario.name).device ?? []));
}

/**
 * The part of a machine that a scenario can touch: the functions it names with their wires and the bridges above them. Root
 * complexes, SMMUs and ITSs stay, for which of them answers depends on all.
 */
export function coneOf(topology: ArmTopology, scenario: Scenario): ArmTopology {
  const named = namedIn(scenario);
  for (const d of topology.devices) if (named.has(d.sbdf) && d.physfn !== undefined) named.add(d.physfn);
  const bridges = new Set<string>();
  for (const address of named) {
    let bus = busOfRid(ridOf(address));
    for (
      let up = bridgeTo(topology, address, bus);
      up && !bridges.has(up);
      up = bridgeTo(topology, address, bus)
    ) {
      bridges.add(up);
      bus = busOfRid(ridOf(up));
    }
  }
  return {
    ...topology,
    devices: topology.devices.filter((d) => named.has(d.sbdf)),
    wires: topology.wires.filter((w) => named.has(w.sbdf)),
    bridges: topology.bridges.filter((b) => bridges.has(b.sbdf)),
  };
}

const bridgeTo = (t: ArmTopology, address: string, bus: number): string | undefined =>
  t.bridges.find((b) => b.secondary === bus && linuxDomainOf(b.sbdf) === linuxDomainOf(address))?.sbdf;
