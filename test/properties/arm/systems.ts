import { explore, type Exploration } from '../../../checker/explore.js';
import { buildArmSystem } from '../../../model/arm/build.js';
import { armDesigns } from '../../../model/arm/designs/index.js';
import { parseArmTopology } from '../../../model/arm/hardware/topology.js';
import type { ArmModel } from '../../../model/arm/model.js';
import type { Scenario } from '../../../model/scenario.js';
import type { Built } from '../../../model/system.js';
import { armProperties } from '../../../properties/arm/index.js';
import { armLitmus } from '../../../properties/litmus/arm/scenarios.js';
import { armTopologies } from '../../../properties/litmus/arm/topologies.js';
import type { Property } from '../../../properties/property.js';

const topologies = new Map(armTopologies.map((t) => [t.name, parseArmTopology(t, t.name)]));

/** A built-in scenario, or another one on a built-in machine, under a design. */
export function armSystem(design: string, name: string, other?: Scenario): Built<ArmModel> {
  const scenario = armLitmus.find((l) => l.name === name);
  const topology = topologies.get(scenario?.topology ?? name)!;
  return buildArmSystem(
    topology,
    armDesigns.find((d) => d.id === design)!,
    other ?? scenario!,
  );
}

export const armSearch = (built: Built<ArmModel>): Exploration =>
  explore(built, armProperties as readonly Property[]);

/** What became of each property. */
export const verdictsOf = (found: Exploration): ReadonlyMap<string, string> =>
  new Map(found.findings.map((f) => [f.property.id, f.verdict]));
