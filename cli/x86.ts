import type { Subject } from '../checker/subject.js';
import { coneOf } from '../checker/x86/cone.js';
import { machineForm } from '../checker/x86/machine-form.js';
import { settingOf } from '../checker/x86/setting.js';
import { simplerMachines, withoutDevices } from '../checker/x86/simpler-machines.js';
import { sourceOfX86 } from '../checker/x86/system-of.js';
import { isTruthful } from '../checker/x86/truthful.js';
import microvm from '../generators/examples/qemu-microvm3.json' with { type: 'json' };
import q35 from '../generators/examples/qemu-q35-pxb.json' with { type: 'json' };
import { standardQuestions } from '../generators/questions.js';
import { scriptPlan, writeScripts } from '../generators/script.js';
import { systems } from '../generators/system.js';
import { buildSystem } from '../model/build.js';
import type { Design } from '../model/designs/design.js';
import { meaningless } from '../model/designs/combinations.js';
import { DIMENSIONS } from '../model/designs/dimensions.js';
import { designs, findDesign } from '../model/designs/index.js';
import { parseTopology, type Topology } from '../model/hardware/topology.js';
import type { Model } from '../model/model.js';
import { scriptVerbs } from '../model/scripts.js';
import { properties } from '../properties/index.js';
import { litmus } from '../properties/litmus/scenarios.js';
import { litmusTopologies } from '../properties/litmus/topologies.js';
import { deviceNamed } from './device-named.js';
import { randomSystems } from './random-systems.js';

/** INTx on x86: GSIs, irqs, pirqs and IO-APIC pins. */
export const x86: Subject<Topology, Design, Model> = {
  id: 'x86',
  designs,
  dimensions: DIMENSIONS,
  combination: findDesign,
  meaningless,
  properties,
  topologies: [...litmusTopologies, q35, microvm].map((t) => parseTopology(t, t.name)),
  litmus,
  operations: scriptVerbs,
  random: randomSystems({
    systems: (design) =>
      systems({ designs: design ? [design] : designs, firmwareLies: 0 }).map(({ topology, scenario }) => ({
        topology,
        scenario,
      })),
    scripts: scriptPlan.map((plan) => (topology: Topology) => writeScripts(plan, topology).scenario),
    isTruthful,
  }),
  build: buildSystem,
  sourceOf: (topology, design, scenario, ids) => sourceOfX86({ topology, design, scenario, properties: ids }),
  recognises: () => true,
  parseTopology,
  coneOf,
  settingOf,
  standardQuestions: (topology, devices) =>
    standardQuestions(
      topology,
      devices?.map((d) => deviceNamed(topology, d)),
    ),
  withoutDevices,
  simplerMachines,
  isTruthful,
  machineForm,
};
