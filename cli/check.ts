import { Command, Option } from 'commander';
import { textReport, type Detail } from '../reports/text.js';
import { jsonReport } from '../reports/json.js';
import { style, takesColour } from '../reports/style.js';
import { casesOf } from './cases.js';
import { allDesigns, designNamed } from './subjects.js';
import { RUNS, SAMPLED, SEED } from './default-job.js';
import { allProperties, catalogueOf } from './built-in.js';
import { EXIT_CODES, exitCodeOf, INCONCLUSIVE } from './exit-codes.js';
import { INTERRUPTED } from './interrupt.js';
import { byName } from './nearest.js';
import { natural, seedText, size, whole } from './options.js';
import { InputError } from '../model/input-error.js';
import type { PlainJob } from './check-job.js';
import { runInWorker } from './run-worker.js';
import { SCENARIO_FILE } from './scenario-file.js';

interface Options {
  readonly design?: string[];
  readonly property?: string[];
  readonly scenario?: string[];
  readonly topology?: string;
  readonly device?: string[];
  readonly seed?: string;
  readonly runs?: number;
  readonly maxStates?: number;
  readonly maxMemory?: number;
  readonly maxSeconds?: number;
  readonly symmetry?: boolean;
  readonly fewerOrders?: boolean;
  readonly checkpoint?: string;
  readonly checkpointEvery?: number;
  readonly brief?: boolean;
  readonly verbose?: boolean;
  readonly json?: boolean;
}

/** Seconds between checkpoints. */
const CHECKPOINT_EVERY = 60;
/** Of the memory that is free, what a search may take where nothing is said. */
const MEMORY_SHARE = 0.75;

const HELP = `
Examples:
  pirqcheck check                                       every design, property and built-in scenario
  pirqcheck check --design pvh-6.12-4.20 --property I5 I8
  pirqcheck check --scenario T2/irq-as-gsi --verbose
  pirqcheck check --topology machine.json --design rfc-base
  pirqcheck check --topology machine.json --device 0000:03:00.0
  pirqcheck check --topology T2 --scenario my.json --json
  pirqcheck check --topology machine.json --scenario my.json --max-memory 8G --checkpoint kept

A machine without a scenario is asked the standard questions: attach, attach again, back to dom0, enable order,
devices on one line; of devices on later IO-APICs, or of those named with --device.

A scenario file (given, question, paused and earlyTimeouts may be left out; "given" runs alone, before the threads, which
interleave; operations: pirqcheck list operations):
${SCENARIO_FILE}

${EXIT_CODES}`;

/** `pirqcheck check`: the main job. */
export const check = (): Command =>
  new Command('check')
    .description('search designs for violations of properties, exhaustively')
    .option('--design <id...>', 'only these designs')
    .option('--property <id...>', 'only these properties, by id or name')
    .option('--scenario <name|file.json...>', 'only these scenarios, built in or from files')
    .option('--topology <name|file.json>', 'on this machine')
    .option('--device <sbdf...>', 'the devices the standard questions are about')
    .option('--seed <text>', `seed of the random systems (default: ${SEED})`, seedText)
    .option(
      '--runs <n>',
      `random systems of each design, 0 for none (default: ${RUNS}, of designs that stand in a version or are departed from)`,
      whole,
    )
    .option('--max-states <n>', 'give a system up, inconclusive, beyond so many states', natural)
    .option(
      '--max-memory <size>',
      'or when it needs more memory than this (default: 3/4 of what is free)',
      size,
    )
    .option('--max-seconds <n>', 'or after so many seconds', natural)
    .option('--symmetry', 'search states that differ by interchangeable devices and guests only as one')
    .option('--fewer-orders', 'take a step that nobody else can see together with the next')
    .option('--checkpoint <dir>', 'keep searches there; the same command goes on where it was killed')
    .addOption(
      new Option('--checkpoint-every <seconds>', `how often (default: ${CHECKPOINT_EVERY})`).argParser(
        natural,
      ),
    )
    .addOption(new Option('--brief', 'the matrix alone').conflicts(['verbose', 'json']))
    .addOption(
      new Option(
        '--verbose',
        'every counterexample, not only the shortest of each property (and, where something is chosen, design)',
      ).conflicts('json'),
    )
    .option('--json', 'print the report as JSON')
    .addHelpText('after', HELP)
    .action(async (options: Options) => {
      const properties = options.property?.map(
        (p) =>
          allProperties.find((q) => q.name === p) ??
          byName('property', p, allProperties, (q) => q.id, 'properties'),
      );
      const chosen = options.design?.map(designNamed);
      const cases = casesOf(options);
      for (const { subject, design } of chosen ?? [])
        if (cases.every((c) => c.subject !== subject.id))
          throw new InputError('--design', `${design.id} is about ${subject.id}, the chosen machine is not`);
      const { results, interrupted } = await runInWorker({
        designs: (chosen?.map((c) => c.design) ?? allDesigns).map((d) => d.id),
        properties: (properties ?? allProperties).map((p) => p.id),
        cases,
        ...samplingOf(options),
        ...searchOf(options),
      });
      if (options.json) process.stdout.write(jsonReport(results));
      else {
        const colours = style(takesColour(process.stdout, process.env));
        const chosenSome = options.design ?? options.property ?? options.scenario ?? options.topology;
        const usual: Detail = chosenSome ? 'shortest' : 'property';
        const detail: Detail = options.brief ? 'none' : options.verbose ? 'all' : usual;
        process.stdout.write(`${textReport(results, catalogueOf(results), detail, colours).join('\n')}\n`);
      }
      if (interrupted) process.stderr.write(INTERRUPTED);
      process.exitCode = exitCodeOf(results) || (interrupted ? INCONCLUSIVE : 0);
    });

/** How systems are searched. */
function searchOf(o: Options): Pick<PlainJob, 'limits' | 'reductions' | 'checkpoint'> {
  if (o.checkpointEvery !== undefined && o.checkpoint === undefined)
    throw new InputError('--checkpoint-every', 'is about --checkpoint');
  if (o.checkpoint !== undefined && o.symmetry)
    throw new InputError('--checkpoint', 'does not go with --symmetry, which may have to begin again');
  const reductions = { symmetry: o.symmetry ?? false, order: o.fewerOrders ?? false };
  return {
    limits: {
      maxBytes: o.maxMemory ?? Math.floor(MEMORY_SHARE * process.availableMemory()),
      ...(o.maxStates === undefined ? {} : { maxStates: o.maxStates }),
      ...(o.maxSeconds === undefined ? {} : { maxSeconds: o.maxSeconds }),
    },
    ...(reductions.symmetry || reductions.order ? { reductions } : {}),
    ...(o.checkpoint === undefined
      ? {}
      : { checkpoint: { folder: o.checkpoint, everySeconds: o.checkpointEvery ?? CHECKPOINT_EVERY } }),
  };
}

/** Random systems belong to the whole job; a machine or a scenario that is named is searched alone. */
function samplingOf({ design, scenario, topology, seed, runs }: Options): Pick<PlainJob, 'sampling'> {
  if (scenario || topology) {
    if (seed !== undefined || runs !== undefined)
      throw new InputError(
        seed === undefined ? '--runs' : '--seed',
        'is about random systems; with --scenario or --topology everything is searched',
      );
    return {};
  }
  const asked = design !== undefined || seed !== undefined || runs !== undefined;
  const designs = asked ? {} : { designs: SAMPLED };
  return runs === 0 ? {} : { sampling: { seed: seed ?? SEED, runs: runs ?? RUNS, ...designs } };
}
