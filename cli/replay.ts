import { Command } from 'commander';
import { deadlock } from '../checker/deadlock.js';
import { FINGERPRINT } from '../checker/fingerprint.js';
import { judge } from '../checker/judge.js';
import { parseFind } from '../checker/find.js';
import type { Result } from '../checker/result.js';
import type { AnyDesign } from '../checker/subject.js';
import { decodeToken, type DecodedToken } from '../checker/token.js';
import { Divergence, replay as trace } from '../checker/trace.js';
import type { Built } from '../model/system.js';
import { InputError } from '../model/input-error.js';
import type { Scenario } from '../model/scenario.js';
import { counterexample } from '../reports/counterexample.js';
import { jsonReport } from '../reports/json.js';
import { style, takesColour } from '../reports/style.js';
import { allProperties, catalogueOf, records } from './built-in.js';
import { scenarioNamed } from './cases.js';
import { BAD_INPUT, DIFFERENT } from './exit-codes.js';
import { byName } from './nearest.js';
import { readJson } from './read-json.js';
import { parseScenario } from './scenario-file.js';
import { designNamed, parseAnyTopology, parsers, topologyNamed, type Placed } from './subjects.js';

const HELP = `
Examples:
  pirqcheck replay pq1.q1Yq...
  pirqcheck replay pq1.q1Yq... --json > counterexample.json
  pirqcheck replay corpus/I1-rfc-base-5326cc46.json
  pirqcheck replay pq1.q1Yq... --force        a token of another version: as far as it goes

Exit code: 0 the run violates its property as the token says, ${DIFFERENT} it no longer does, ${BAD_INPUT} the token cannot be used.`;

/** `pirqcheck replay`: shows the run a token stands for. */
export const replay = (): Command =>
  new Command('replay')
    .description('show the run a token stands for, step by step')
    .argument('<token|find.json>', 'the word after "replay" in a report, or a file that fuzz has kept')
    .option('--force', 'replay the token of another version up to the first step that is not possible')
    .option('--json', 'print the report as JSON')
    .addHelpText('after', HELP)
    .action((given: string, { force = false, json = false }: { force?: boolean; json?: boolean }) => {
      const word = given.endsWith('.json') ? parseFind(readJson(given), given, parsers).token : given.trim();
      const token = decodeToken(word);
      if (!token.current && !force)
        throw new InputError(
          'token',
          `made by another version of the model (${token.fingerprint}, this is ${FINGERPRINT}); --force replays it as far as it goes`,
        );
      const parts = partsOf(token);
      const built = parts.subject.build(parts.topology, parts.design, parts.scenario);
      const path = possiblePart(built, token, force);
      const result = resultOf(word, built, parts, token, path);
      if (json) process.stdout.write(jsonReport([result]));
      else
        process.stdout.write(
          `${counterexample([result], catalogueOf([result]), [], style(takesColour(process.stdout, process.env))).join('\n')}\n`,
        );
      if (path.length < token.path.length)
        process.stderr.write(
          `pirqcheck: diverges at move ${path.length + 1} of ${token.path.length}: thread ${token.path[path.length]!.thread} cannot move there\n`,
        );
      process.exitCode = result.verdict === 'violated' ? 0 : DIFFERENT;
    });

interface Parts extends Pick<Placed, 'subject' | 'topology'> {
  readonly design: AnyDesign;
  readonly scenario: Scenario;
}

function partsOf({ design, topology, scenario }: DecodedToken): Parts {
  const machine =
    typeof topology === 'string'
      ? topologyNamed(topology)
      : parseAnyTopology(topology, 'topology of the token');
  const chosen = designNamed(design);
  if (chosen.subject !== machine.subject)
    throw new InputError(
      'token',
      `design ${design} does not belong to a machine like ${machine.topology.name}`,
    );
  return {
    ...chosen,
    topology: machine.topology,
    scenario:
      typeof scenario === 'string'
        ? scenarioNamed(scenario)
        : parseScenario(scenario, 'scenario of the token'),
  };
}

/** The moves up to the first impossible one; without `force` all must be possible. */
function possiblePart(built: Built, { path }: DecodedToken, force: boolean): DecodedToken['path'] {
  try {
    trace(built, path);
    return path;
  } catch (e) {
    if (!(e instanceof Divergence)) throw e;
    if (!force)
      throw new InputError(
        'token',
        `${e.message}: its scenario has changed since; --force replays it up to there`,
      );
    return path.slice(0, e.at);
  }
}

function resultOf(
  word: string,
  built: Built,
  { subject, topology, scenario }: Parts,
  token: DecodedToken,
  path: DecodedToken['path'],
): Result & Required<Pick<Result, 'trace'>> {
  const { id } = byName('property', token.property, allProperties, (p) => p.id, 'properties');
  const property = subject.properties.find((p) => p.id === id) ?? deadlock;
  const { prologue, steps } = trace(built, path);
  const witness = path.length < token.path.length ? null : judge(built, property, path);
  return {
    property: property.id,
    design: token.design,
    topology: topology.name,
    scenario: scenario.name,
    verdict: witness === null ? 'not violated' : 'violated',
    expected: 'violated',
    basis: records.basis(property.id, token.design, scenario.name),
    exhaustive: false,
    states: path.length + 1,
    transitions: path.length,
    depth: path.length,
    runs: 1,
    trace: {
      token: word,
      minimal: 'replayed',
      setting: subject.settingOf(topology, scenario),
      witness: witness ?? 'this run does not violate the property',
      prologue,
      steps,
    },
  };
}
