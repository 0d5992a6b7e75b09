import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { AS_RECORDED, BAD_INPUT, DIFFERENT, INCONCLUSIVE } from '../cli/exit-codes.js';
import { readJson } from '../cli/read-json.js';
import { parseScenario } from '../cli/scenario-file.js';
import { parseTopology } from '../model/hardware/topology.js';
import { InputError } from '../model/input-error.js';
import { style, takesColour } from '../reports/style.js';
import { commitOfLab } from './commit.js';
import { LabError } from './lab-error.js';
import { topologyOf } from './machine/topologies.js';
import { checkPrerequisites } from './packages/prerequisites.js';
import { performRuns, type Job, type Output, type Past } from './perform-runs.js';
import { systemNamed } from './run/system.js';
import { machines } from './scenarios/machines.js';
import { labRuns, machineOf } from './scenarios/runs.js';

interface Options {
  readonly smoke?: boolean;
  readonly list?: boolean;
  readonly machine?: boolean;
  readonly run?: string[];
  readonly scenario?: string;
  readonly topology?: string;
  readonly system: string;
  readonly ioapics: 1 | 2;
  readonly record?: string;
  readonly continue?: boolean;
}

/** The run of --smoke: a guest gets a device, and loses it. */
const SMOKE = 'pvh-6.12-4.20-2-attach-paused';

const HELP = `
Examples:
  npm run lab -- --smoke                       one boot and one scenario
  npm run lab                                  all ${labRuns.length} runs, about a minute each
  npm run lab -- --continue                    what is left of them, where that was killed
  npm run lab -- --list
  npm run lab -- --run pvh-6.12-4.20-2-ghost pv-6.1-4.17-1-msi-between
  npm run -s lab -- --machine > flat.json      the machine "flat" as a topology for \`pirqcheck check --topology\`
  npm run lab -- --scenario mine.json --topology flat.json --system pvh-6.1-4.20

A scenario is what \`pirqcheck check --scenario\` takes; its threads run at once. The first run downloads some 350 MB
of Debian packages and unpacks them in the cache; nothing is installed.

A machine that hangs or does not come up is booted once more; then the next run begins, and the end names what came to
nothing. Nothing is lost with a lab that is killed: --continue boots only what this commit has not run whole.

Exit code: ${AS_RECORDED} the model has a run for everything seen, ${DIFFERENT} it has not, ${BAD_INPUT} bad usage or something is missing,
${INCONCLUSIVE} a run came to nothing, or a limit was hit, and nothing worse.`;

const complain = (text: string): void =>
  void process.stderr.write(`lab: ${text.trim().replace(/^error: /, '')}\n`);

const program = new Command('lab')
  .description(
    'boots real Xen in QEMU, runs scenarios, and asks whether the model has a run that shows the same',
  )
  .option('--smoke', 'one boot, one scenario')
  .option('--list', 'name the runs')
  .option('--machine', 'print the machine "flat" as JSON')
  .option('--run <name...>', 'only these runs')
  .option('--scenario <file.json>', 'a scenario of your own')
  .option('--topology <file.json>', 'its machine (default: "flat")')
  .option('--system <id>', 'the software of a scenario of your own', 'pvh-6.12-4.20')
  .option('--ioapics <n>', 'of the default machine: 1 or 2', oneOrTwo, 2)
  .option('--record <dir>', 'keep what was seen there, a JSON file for each run')
  .addOption(
    new Option('--continue', 'do not boot again what this very commit of the lab has run whole').conflicts(
      'scenario',
    ),
  )
  .addHelpText('after', HELP)
  .exitOverride()
  .configureOutput({ outputError: complain })
  .allowExcessArguments(false)
  .action(async (options: Options) => {
    if (options.list) return void process.stdout.write(labRuns.map((r) => `${r.name}\n`).join(''));
    if (options.machine)
      return void process.stdout.write(
        `${JSON.stringify(topologyOf(machines[0]!, options.ioapics), null, 2)}\n`,
      );
    const jobs = jobsOf(options);
    checkPrerequisites();
    process.exitCode = await performRuns(jobs, output(options.record), past(options));
  });

function oneOrTwo(text: string): 1 | 2 {
  if (text !== '1' && text !== '2') throw new InvalidArgumentError('1 or 2');
  return Number(text) as 1 | 2;
}

const output = (record: string | undefined): Output => ({
  say: (line) => void process.stdout.write(`${line}\n`),
  style: style(takesColour(process.stdout, process.env)),
  record,
});

/** What --continue can go by, now or later: a scenario of one's own has no commit, and a lab that has none will do without. */
function past({ continue: goesOn = false, scenario }: Options): Past {
  if (scenario !== undefined) return { commit: undefined, goesOn };
  try {
    return { commit: commitOfLab(), goesOn };
  } catch (e) {
    if (goesOn || !(e instanceof LabError)) throw e;
    return { commit: undefined, goesOn };
  }
}

function jobsOf(options: Options): Job[] {
  if (options.scenario !== undefined) return [ownJob(options, options.scenario)];
  const names = options.smoke ? [SMOKE] : (options.run ?? labRuns.map((r) => r.name));
  return names.map((name) => {
    const run = labRuns.find((r) => r.name === name);
    if (!run) throw new LabError(`no run ${name}; --list names them all`);
    return { name, system: run.system, topology: machineOf(run), scenario: run.scenario };
  });
}

function ownJob(options: Options, file: string): Job {
  const scenario = parseScenario(readJson(file), file);
  const topology = options.topology
    ? parseTopology(readJson(options.topology), options.topology)
    : topologyOf(machines[0]!, options.ioapics);
  const system = systemNamed(options.system);
  return { name: `${system.id}-${scenario.name.replaceAll('/', '-')}`, system, topology, scenario };
}

// So that what is to be removed at the end is removed; QEMU dies in any case.
process.once('SIGINT', () => process.exit(130));
process.once('SIGTERM', () => process.exit(143));

try {
  await program.parseAsync();
} catch (e) {
  if (e instanceof CommanderError) process.exitCode = e.exitCode === 0 ? 0 : BAD_INPUT;
  else if (e instanceof LabError || e instanceof InputError) {
    complain(e.message);
    process.exitCode = BAD_INPUT;
  } else throw e;
}
