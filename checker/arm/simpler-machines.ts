import type { ArmTopology } from '../../model/arm/hardware/topology.js';
import type { Scenario } from '../../model/scripts.js';
import { namedIn } from './cone.js';

/** The machine without functions that no script names. */
export function withoutDevices(t: ArmTopology, drop: (sbdf: string) => boolean): ArmTopology {
  return {
    ...t,
    devices: t.devices.filter((d) => !drop(d.sbdf)),
    wires: t.wires.filter((w) => !drop(w.sbdf)),
  };
}

/** Machines that lack a root complex without functions, or a bridge. */
export function* simplerMachines(t: ArmTopology, scenario: Scenario): Iterable<ArmTopology> {
  const named = namedIn(scenario);
  for (const rc of t.rootComplexes)
    if (!t.devices.some((d) => d.rootComplex === rc.name && named.has(d.sbdf)))
      yield {
        ...withoutDevices(t, (s) => t.devices.some((d) => d.sbdf === s && d.rootComplex === rc.name)),
        rootComplexes: t.rootComplexes.filter((x) => x !== rc),
      };
  for (const bridge of t.bridges) yield { ...t, bridges: t.bridges.filter((b) => b !== bridge) };
}
