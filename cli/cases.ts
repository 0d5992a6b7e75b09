import type { Case } from '../checker/run-check.js';
import type { Subject } from '../checker/subject.js';
import type { Litmus } from '../properties/litmus/litmus.js';
import { InputError } from '../model/input-error.js';
import { byName } from './nearest.js';
import { readJson } from './read-json.js';
import { parseScenario } from './scenario-file.js';
import { parseAnyTopology, subjects, topologyNamed, type Placed } from './subjects.js';

/** What the user chose: names of what is built in, or JSON files. */
export interface Choice {
  readonly scenario?: readonly string[];
  readonly topology?: string;
  readonly device?: readonly string[];
}

const isFile = (name: string): boolean => name.endsWith('.json');

/** A topology by name or from a file. */
export const topologyOf = (name: string): Placed =>
  isFile(name) ? parseAnyTopology(readJson(name), name) : topologyNamed(name);

/** A built-in scenario by name. */
export const scenarioNamed = (name: string): Litmus =>
  byName(
    'scenario',
    name,
    subjects.flatMap((s) => s.litmus),
    (l) => l.name,
    'scenarios',
  );

/** A built-in scenario on its topology. */
export const litmusCase = (scenario: Litmus): Case => {
  const { subject, topology } = topologyNamed(scenario.topology);
  return {
    subject: subject.id,
    scenario,
    topology,
    builtIn: { topology: true, scenario: true },
    recorded: true,
  };
};

/** The scenarios to search, each on its topology. Throws InputError for what does not go together. */
export function casesOf({ scenario, topology, device }: Choice): Case[] {
  if (device && (scenario || !topology))
    throw new InputError('--device', 'only chooses what a --topology without --scenario is asked about');
  if (scenario) return scenario.map((name) => chosenCase(name, topology));
  if (!topology) return subjects.flatMap((s: Subject) => s.litmus.map(litmusCase));
  const machine = topologyOf(topology);
  const own = machine.subject.litmus.filter((l) => machine.builtIn && l.topology === machine.topology.name);
  if (own.length > 0 && !device) return own.map(litmusCase);
  return machine.subject
    .standardQuestions(machine.topology, device)
    .map((question) => caseOn(machine, question, false));
}

function chosenCase(name: string, topology: string | undefined): Case {
  if (!isFile(name)) {
    const own = scenarioNamed(name);
    if (!topology) return litmusCase(own);
    const machine = topologyOf(topology);
    if (machine.builtIn && machine.topology.name === own.topology) return litmusCase(own);
    return caseOn(machine, own, true);
  }
  if (!topology) throw new InputError(name, 'a scenario of your own needs a --topology');
  return { ...caseOn(topologyOf(topology), parseScenario(readJson(name), name), false), file: name };
}

const caseOn = (
  { subject, topology, builtIn }: Placed,
  scenario: Case['scenario'],
  scenarioBuiltIn: boolean,
): Case => ({
  subject: subject.id,
  scenario,
  topology,
  builtIn: { topology: builtIn, scenario: scenarioBuiltIn },
  recorded: false,
});
