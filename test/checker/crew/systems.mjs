import { isMainThread } from 'node:worker_threads';
import { systemOf as ofM } from '../../../dist/bench/m/system-of.js';
import { systemOf as ofX86 } from '../../../dist/checker/x86/system-of.js';
import { designs } from '../../../dist/model/designs/index.js';
import { parseTopology } from '../../../dist/model/hardware/topology.js';
import { ModelBound } from '../../../dist/model/model.js';
import { properties } from '../../../dist/properties/index.js';
import { litmus } from '../../../dist/properties/litmus/scenarios.js';
import { litmusTopologies } from '../../../dist/properties/litmus/topologies.js';

const UNFORTUNATE_MOVES = 500;

function litmusSystem(design, name) {
  const scenario = litmus.find((s) => s.name === name);
  const topology = litmusTopologies.find((t) => t.name === scenario.topology);
  return ofX86({
    topology: parseTopology(topology, topology.name),
    design: designs.find((d) => d.id === design),
    scenario,
    properties: properties.map((p) => p.id),
  });
}

/** M(n, P) or a scenario of the catalogue, with mishaps: all threads meet a bound in some state, or workers die. */
export function systemOf(of) {
  const { design, scenario, bound, mishap } = of;
  const found = scenario ? litmusSystem(design, scenario) : ofM(of);
  const { system } = found.built;
  const fire = system.fire.bind(system);
  let moves = 0;
  system.fire = (thread, outcome, observer) => {
    if (!isMainThread && mishap && ++moves === UNFORTUNATE_MOVES) {
      if (mishap === 'exits') process.exit(0);
      throw new Error('a mishap');
    }
    fire(thread, outcome, observer);
    if (bound !== undefined && system.state.reduce((a, b) => a + b, 0) === bound)
      throw new ModelBound('a sum');
  };
  if (!isMainThread && mishap === 'starts badly') throw new Error('a mishap');
  return found;
}
