import { coneOf } from '../checker/arm/cone.js';
import { machineForm } from '../checker/arm/machine-form.js';
import { settingOf } from '../checker/arm/setting.js';
import { simplerMachines, withoutDevices } from '../checker/arm/simpler-machines.js';
import { sourceOfArm } from '../checker/arm/system-of.js';
import { isTruthful } from '../checker/arm/truthful.js';
import type { Subject } from '../checker/subject.js';
import { armQuestions } from '../generators/arm/questions.js';
import { armScriptPlan, writeArmScripts } from '../generators/arm/script.js';
import { armSystems } from '../generators/arm/system.js';
import qemuVirt from '../generators/examples/qemu-virt-smmuv3.json' with { type: 'json' };
import { buildArmSystem } from '../model/arm/build.js';
import type { ArmDesign } from '../model/arm/designs/design.js';
import { armDesigns } from '../model/arm/designs/index.js';
import { isArmTopology, parseArmTopology, type ArmTopology } from '../model/arm/hardware/topology.js';
import type { ArmModel } from '../model/arm/model.js';
import { armVerbs } from '../model/arm/scripts.js';
import { armProperties } from '../properties/arm/index.js';
import { armLitmus } from '../properties/litmus/arm/scenarios.js';
import { armTopologies } from '../properties/litmus/arm/topologies.js';
import { deviceNamed } from './device-named.js';
import { randomSystems } from './random-systems.js';

/** MSI passthrough on ARM: segments, requester ids, StreamIDs and DeviceIDs. */
export const arm: Subject<ArmTopology, ArmDesign, ArmModel> = {
  id: 'arm',
  designs: armDesigns,
  properties: armProperties,
  topologies: [...armTopologies, qemuVirt].map((t) => parseArmTopology(t, t.name)),
  litmus: armLitmus,
  operations: armVerbs,
  random: randomSystems({
    systems: (design) =>
      armSystems({ designs: design ? [design] : armDesigns, lies: false }).map(({ topology, scenario }) => ({
        topology,
        scenario,
      })),
    scripts: armScriptPlan.map((plan) => (topology: ArmTopology) => writeArmScripts(plan, topology).scenario),
    isTruthful,
  }),
  build: buildArmSystem,
  sourceOf: (topology, design, scenario, ids) => sourceOfArm({ topology, design, scenario, properties: ids }),
  recognises: isArmTopology,
  parseTopology: parseArmTopology,
  coneOf,
  settingOf,
  standardQuestions: (topology, devices) =>
    armQuestions(
      topology,
      devices?.map((d) => deviceNamed(topology, d)),
    ),
  withoutDevices,
  simplerMachines,
  isTruthful,
  machineForm,
};
