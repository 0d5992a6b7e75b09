import { coneOf } from '../checker/cone.js';
import { settingOf } from '../checker/setting.js';
import type { Subject } from '../checker/subject.js';
import microvm from '../generators/examples/qemu-microvm3.json' with { type: 'json' };
import q35 from '../generators/examples/qemu-q35-pxb.json' with { type: 'json' };
import { standardQuestions } from '../generators/questions.js';
import { buildSystem } from '../model/build.js';
import type { Design } from '../model/designs/design.js';
import { designs } from '../model/designs/index.js';
import { parseTopology, type Topology } from '../model/hardware/topology.js';
import { InputError } from '../model/input-error.js';
import type { Model } from '../model/model.js';
import { scriptVerbs } from '../model/scripts.js';
import { properties } from '../properties/index.js';
import { litmus } from '../properties/litmus/scenarios.js';
import { litmusTopologies } from '../properties/litmus/topologies.js';
import { sampler } from './sampler.js';

/** INTx on x86: GSIs, irqs, pirqs and IO-APIC pins. */
export const x86: Subject<Topology, Design, Model> = {
  id: 'x86',
  designs,
  properties,
  topologies: [...litmusTopologies, q35, microvm].map((t) => parseTopology(t, t.name)),
  litmus,
  operations: scriptVerbs,
  sampler,
  build: buildSystem,
  recognises: () => true,
  parseTopology,
  coneOf,
  settingOf,
  standardQuestions: (topology, devices) =>
    standardQuestions(
      topology,
      devices?.map((d) => deviceOf(topology, d)),
    ),
};

function deviceOf(topology: Topology, address: string): string {
  const full = /^[0-9a-f]{2}:/i.test(address) ? `0000:${address}` : address;
  const found = topology.devices.find((d) => d.sbdf === full.toLowerCase());
  if (!found) throw new InputError('--device', `${address} is not a device of ${topology.name}`);
  return found.sbdf;
}
