import { coneOf } from '../checker/arm/cone.js';
import { machineForm } from '../checker/arm/machine-form.js';
import { settingOf } from '../checker/arm/setting.js';
import { simplerMachines, withoutDevices } from '../checker/arm/simpler-machines.js';
import { isTruthful } from '../checker/arm/truthful.js';
import type { Subject } from '../checker/subject.js';
import { buildArmSystem } from '../model/arm/build.js';
import type { ArmDesign } from '../model/arm/designs/design.js';
import { armDesigns } from '../model/arm/designs/index.js';
import { isArmTopology, parseArmTopology, type ArmTopology } from '../model/arm/hardware/topology.js';
import type { ArmModel } from '../model/arm/model.js';
import { armVerbs } from '../model/arm/scripts.js';
import { InputError } from '../model/input-error.js';
import type { Scenario } from '../model/scripts.js';
import { armProperties } from '../properties/arm/index.js';
import { armLitmus } from '../properties/litmus/arm/scenarios.js';
import { armTopologies } from '../properties/litmus/arm/topologies.js';

/** PCI passthrough on ARM: SBDFs, StreamIDs, DeviceIDs and LPIs. */
export const arm: Subject<ArmTopology, ArmDesign, ArmModel> = {
  id: 'arm',
  designs: armDesigns,
  properties: armProperties,
  topologies: armTopologies.map((t) => parseArmTopology(t, t.name)),
  litmus: armLitmus,
  operations: armVerbs,
  build: buildArmSystem,
  recognises: isArmTopology,
  parseTopology: parseArmTopology,
  coneOf,
  settingOf,
  standardQuestions,
  withoutDevices,
  simplerMachines,
  isTruthful,
  machineForm,
};

/** Each of the devices alone, in order; those of a machine that says nothing else are its first two. */
function standardQuestions(topology: ArmTopology, devices?: readonly string[]): Scenario[] {
  const chosen =
    devices?.map((d) => deviceOf(topology, d)) ?? topology.devices.slice(0, 2).map((d) => d.sbdf);
  if (chosen.length === 0)
    throw new InputError(topology.name, 'a machine without functions; name some under devices');
  const use = (dev: string): string[] => [
    `xl.assignable-add ${dev}`,
    `xl.attach ${dev} dom1`,
    `guest.enable-msi ${dev} dom1`,
    `device.msi ${dev}`,
  ];
  return chosen.flatMap((dev) => [
    { name: `${dev} attach`, threads: { xl: use(dev) } },
    {
      name: `${dev} detach`,
      threads: { xl: [...use(dev), `xl.detach ${dev} dom1`, `xl.assignable-remove ${dev}`] },
    },
    { name: `${dev} destroy`, threads: { xl: [...use(dev), 'xl.destroy dom1'] } },
  ]);
}

function deviceOf(topology: ArmTopology, address: string): string {
  const full = /^[0-9a-f]{2}:/i.test(address) ? `0000:${address}` : address;
  const found = topology.devices.find((d) => d.sbdf === full.toLowerCase());
  if (!found) throw new InputError('--device', `${address} is not a device of ${topology.name}`);
  return found.sbdf;
}
