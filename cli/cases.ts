import type { Case } from '../checker/run-check.js';
import { standardQuestions } from '../generators/questions.js';
import { parseTopology, type Topology } from '../model/hardware/topology.js';
import { InputError } from '../model/input-error.js';
import { litmus, type Litmus } from '../properties/litmus/scenarios.js';
import { topologies } from './built-in.js';
import { byName } from './nearest.js';
import { readJson } from './read-json.js';
import { parseScenario } from './scenario-file.js';

/** What the user chose: names of what is built in, or JSON files. */
export interface Choice {
  readonly scenario?: readonly string[];
  readonly topology?: string;
  readonly device?: readonly string[];
}

const isFile = (name: string): boolean => name.endsWith('.json');

/** A topology by name or from a file. Warnings go to stderr. */
export function topologyOf(name: string): { topology: Topology; builtIn: boolean } {
  if (!isFile(name)) return { topology: builtInTopology(name), builtIn: true };
  return { topology: parseTopology(readJson(name), name, () => {}), builtIn: false };
}

export const builtInTopology = (name: string): Topology =>
  byName('topology', name, topologies, (t) => t.name, 'topologies');

export const builtInScenario = (name: string): Litmus =>
  byName('scenario', name, litmus, (l) => l.name, 'scenarios');

const litmusCase = (scenario: Litmus): Case => ({
  scenario,
  topology: builtInTopology(scenario.topology),
  builtIn: { topology: true, scenario: true },
  recorded: true,
});

/** The scenarios to search, each on its topology. Throws InputError for what does not go together. */
export function casesOf({ scenario, topology, device }: Choice): Case[] {
  if (device && (scenario || !topology))
    throw new InputError('--device', 'only chooses what a --topology without --scenario is asked about');
  if (scenario) return scenario.map((name) => chosenCase(name, topology));
  if (!topology) return litmus.map(litmusCase);
  const machine = topologyOf(topology);
  const own = litmus.filter((l) => machine.builtIn && l.topology === machine.topology.name);
  if (own.length > 0 && !device) return own.map(litmusCase);
  return standardQuestions(
    machine.topology,
    device?.map((d) => deviceOf(machine.topology, d)),
  ).map((s) => ({
    scenario: s,
    topology: machine.topology,
    builtIn: { topology: machine.builtIn, scenario: false },
    recorded: false,
  }));
}

function chosenCase(name: string, topology: string | undefined): Case {
  if (!isFile(name)) {
    const own = builtInScenario(name);
    if (!topology) return litmusCase(own);
    const machine = topologyOf(topology);
    if (machine.builtIn && machine.topology.name === own.topology) return litmusCase(own);
    return {
      scenario: own,
      topology: machine.topology,
      builtIn: { topology: machine.builtIn, scenario: true },
      recorded: false,
    };
  }
  if (!topology) throw new InputError(name, 'a scenario of your own needs a --topology');
  const machine = topologyOf(topology);
  return {
    scenario: parseScenario(readJson(name), name),
    topology: machine.topology,
    builtIn: { topology: machine.builtIn, scenario: false },
    recorded: false,
  };
}

function deviceOf(topology: Topology, address: string): string {
  const full = /^[0-9a-f]{2}:/i.test(address) ? `0000:${address}` : address;
  const found = topology.devices.find((d) => d.sbdf === full.toLowerCase());
  if (!found) throw new InputError('--device', `${address} is not a device of ${topology.name}`);
  return found.sbdf;
}
