import { Command } from 'commander';
import { deadlock } from '../checker/deadlock.js';
import { FINGERPRINT } from '../checker/fingerprint.js';
import { judge } from '../checker/judge.js';
import { parseFind } from '../checker/find.js';
import type { Result } from '../checker/result.js';
import { settingOf } from '../checker/setting.js';
import { decodeToken, type DecodedToken } from '../checker/token.js';
import { Divergence, replay as trace } from '../checker/trace.js';
import { buildSystem } from '../model/build.js';
import type { Built } from '../model/system.js';
import type { Design } from '../model/designs/design.js';
import { designs } from '../model/designs/index.js';
import { parseTopology, type Topology } from '../model/hardware/topology.js';
import { InputError } from '../model/input-error.js';
import type { Scenario } from '../model/scripts.js';
import { properties } from '../properties/index.js';
import { counterexample } from '../reports/counterexample.js';
import { jsonReport } from '../reports/json.js';
import { style, takesColour } from '../reports/style.js';
import { catalogue, records } from './built-in.js';
import { builtInScenario, builtInTopology } from './cases.js';
import { BAD_INPUT, DIFFERENT } from './exit-codes.js';
import { byName } from './nearest.js';
import { readJson } from './read-json.js';
import { parseScenario } from './scenario-file.js';

const HELP = `
Examples:
  pirqcheck replay pq1.q1Yq...
  pirqcheck replay pq1.q1Yq... --json > counterexample.json
  pirqcheck replay corpus/I1-rfc-base-5326cc46.json
  pirqcheck replay pq1.q1Yq... --force        a token of another version: as far as it goes

Exit code: 0 the run violates its property as the token says, ${DIFFERENT} it no longer does, ${BAD_INPUT} the token cannot be used.`;

/** Random runs are judged by the lifecycles too. */

/** `pirqcheck replay`: shows the run a token stands for. */
export const replay = (): Command =>
  new Command('replay')
    .description('show the run a token stands for, step by step')
    .argument('<token|find.json>', 'the word after "replay" in a report, or a file that fuzz has kept')
    .option('--force', 'replay the token of another version up to the first step that is not possible')
    .option('--json', 'print the report as JSON')
    .addHelpText('after', HELP)
    .action((given: string, { force = false, json = false }: { force?: boolean; json?: boolean }) => {
      const word = given.endsWith('.json')
        ? parseFind(readJson(given), given, parseScenario).token
        : given.trim();
      const token = decodeToken(word);
      if (!token.current && !force)
        throw new InputError(
          'token',
          `made by another version of the model (${token.fingerprint}, this is ${FINGERPRINT}); --force replays it as far as it goes`,
        );
      const parts = partsOf(token);
      const built = buildSystem(parts.topology, parts.design, parts.scenario);
      const path = possiblePart(built, token, force);
      const result = resultOf(word, built, parts, token, path);
      if (json) process.stdout.write(jsonReport([result]));
      else
        process.stdout.write(
          `${counterexample([result], catalogue, [], style(takesColour(process.stdout, process.env))).join('\n')}\n`,
        );
      if (path.length < token.path.length)
        process.stderr.write(
          `pirqcheck: diverges at move ${path.length + 1} of ${token.path.length}: thread ${token.path[path.length]!.thread} cannot move there\n`,
        );
      process.exitCode = result.verdict === 'violated' ? 0 : DIFFERENT;
    });

interface Parts {
  readonly topology: Topology;
  readonly design: Design;
  readonly scenario: Scenario;
}

function partsOf({ design, topology, scenario }: DecodedToken): Parts {
  return {
    topology:
      typeof topology === 'string'
        ? builtInTopology(topology)
        : parseTopology(topology, 'topology of the token'),
    design: byName('design', design, designs, (d) => d.id, 'designs'),
    scenario:
      typeof scenario === 'string'
        ? builtInScenario(scenario)
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
  { topology, scenario }: Parts,
  token: DecodedToken,
  path: DecodedToken['path'],
): Result & Required<Pick<Result, 'trace'>> {
  const known = [...properties, deadlock];
  const property = byName('property', token.property, known, (p) => p.id, 'properties');
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
      setting: settingOf(topology, scenario),
      witness: witness ?? 'this run does not violate the property',
      prologue,
      steps,
    },
  };
}
