import fc from 'fast-check';
import { designs } from '../model/designs/index.js';
import type { Design } from '../model/designs/design.js';
import type { Topology } from '../model/hardware/topology.js';
import { realise } from './realise.js';
import { scriptPlan, writeScripts, type GeneratedScenario, type ScriptOptions } from './script.js';
import { topologyPlan, type TopologyOptions } from './topology-plan.js';

/** A system to be built: machine, design and what happens. */
export interface GeneratedSystem extends GeneratedScenario {
  readonly topology: Topology;
  readonly design: Design;
}

export interface SystemOptions extends TopologyOptions, ScriptOptions {
  /** The designs to choose from, simplest first. Default: all. */
  readonly designs?: readonly Design[];
}

/** Topology x design x scenario. Each part shrinks by itself, and any combination of them is valid. */
export const systems = (options: SystemOptions = {}): fc.Arbitrary<GeneratedSystem> =>
  fc
    .record({
      machine: topologyPlan(options),
      design: fc.constantFrom(...(options.designs ?? designs)),
      script: scriptPlan,
    })
    .map(({ machine, design, script }) => {
      const topology = realise(machine);
      return { topology, design, ...writeScripts(script, topology, options) };
    });
