import fc from 'fast-check';
import type { ArmDesign } from '../../model/arm/designs/design.js';
import { armDesigns } from '../../model/arm/designs/index.js';
import type { ArmTopology } from '../../model/arm/hardware/topology.js';
import { realise } from './realise.js';
import {
  armScriptPlan,
  writeArmScripts,
  type ArmScriptOptions,
  type GeneratedArmScenario,
} from './script.js';
import { armTopologyPlan, type ArmTopologyOptions } from './topology-plan.js';

/** A system to be built: machine, design and what happens. */
export interface GeneratedArmSystem extends GeneratedArmScenario {
  readonly topology: ArmTopology;
  readonly design: ArmDesign;
}

export interface ArmSystemOptions extends ArmTopologyOptions, ArmScriptOptions {
  /** The designs to choose from, simplest first. Default: all. */
  readonly designs?: readonly ArmDesign[];
}

/** Topology x design x scenario. Each part shrinks by itself, and any combination of them is valid. */
export const armSystems = (options: ArmSystemOptions = {}): fc.Arbitrary<GeneratedArmSystem> =>
  fc
    .record({
      machine: armTopologyPlan(options),
      design: fc.constantFrom(...(options.designs ?? armDesigns)),
      script: armScriptPlan,
    })
    .map(({ machine, design, script }) => {
      const topology = realise(machine);
      return { topology, design, ...writeArmScripts(script, topology, options) };
    });
