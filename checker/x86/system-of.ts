import { buildSystem } from '../../model/build.js';
import type { Design } from '../../model/designs/design.js';
import type { Topology } from '../../model/hardware/topology.js';
import type { Scenario } from '../../model/scenario.js';
import type { Built } from '../../model/system.js';
import { properties } from '../../properties/index.js';
import type { Property } from '../../properties/property.js';
import type { SystemSource } from '../crew/source.js';

/** What an x86 system is built from; plain data. */
export interface OfX86 {
  readonly topology: Topology;
  readonly design: Design;
  readonly scenario: Scenario;
  readonly visible?: readonly string[];
  /** Ids of the properties that are asked, in their order. */
  readonly properties: readonly string[];
}

/** For workers: an x86 system with some of the built-in properties. */
export function systemOf({ topology, design, scenario, visible, properties: ids }: OfX86): {
  built: Built;
  properties: readonly Property[];
} {
  return {
    built: buildSystem(topology, design, scenario, visible ? { visible } : {}),
    properties: ids.map((id) => properties.find((p) => p.id === id)!),
  };
}

/** How a worker builds the same. */
export const sourceOfX86 = (of: OfX86): SystemSource => ({ module: import.meta.url, of, startMs: 1500 });
