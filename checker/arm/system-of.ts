import { buildArmSystem } from '../../model/arm/build.js';
import type { ArmDesign } from '../../model/arm/designs/design.js';
import type { ArmTopology } from '../../model/arm/hardware/topology.js';
import type { ArmModel } from '../../model/arm/model.js';
import type { Scenario } from '../../model/scenario.js';
import type { Built } from '../../model/system.js';
import { armProperties } from '../../properties/arm/index.js';
import type { Property } from '../../properties/property.js';
import type { SystemSource } from '../crew/source.js';

/** What an ARM system is built from; plain data. */
export interface OfArm {
  readonly topology: ArmTopology;
  readonly design: ArmDesign;
  readonly scenario: Scenario;
  /** Ids of the properties that are asked, in their order. */
  readonly properties: readonly string[];
}

/** For workers: an ARM system with some of the built-in properties. */
export const systemOf = ({
  topology,
  design,
  scenario,
  properties: ids,
}: OfArm): { built: Built<ArmModel>; properties: readonly Property<ArmModel>[] } => ({
  built: buildArmSystem(topology, design, scenario),
  properties: ids.map((id) => armProperties.find((p) => p.id === id)!),
});

/** How a worker builds the same. */
export const sourceOfArm = (of: OfArm): SystemSource => ({ module: import.meta.url, of, startMs: 1500 });
