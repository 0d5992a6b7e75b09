import { Command, InvalidArgumentError } from 'commander';
import type { AnyDesign } from '../checker/subject.js';
import { InputError } from '../model/input-error.js';
import { topologyOf } from './cases.js';
import { BAD_INPUT } from './exit-codes.js';
import { fuzzProperties, type KnownMachine } from './fuzz-job.js';
import { findLine, fuzzReport } from './fuzz-report.js';
import { byName } from './nearest.js';
import { natural, seedText } from './options.js';
import { runFuzz } from './run-fuzz.js';
import { randomSubjects } from './subjects.js';

interface Options {
  readonly minutes: number;
  readonly systems?: number;
  readonly seed?: string;
  readonly corpus: string;
  readonly design?: string[];
  readonly property?: string[];
  readonly topology?: string[];
  readonly json?: boolean;
}

const NOTHING_NEW = 0;
const NEW = 1;

const HELP = `
Examples:
  pirqcheck fuzz --minutes 10                          every design on random and built-in machines, today's seed
  pirqcheck fuzz --minutes 60 --seed 2026-01-31 --corpus finds
  pirqcheck fuzz --minutes 5 --design rfc-base --property I1 I10
  pirqcheck fuzz --minutes 5 --topology machine.json T5    random scripts on these machines alone
  pirqcheck replay corpus/I1-rfc-base-5326cc46.json    shows a find step by step

Every find is shrunk and kept in the corpus folder, one file each, at most three of each property and design. The next
run looks at the finds first: a fixed one is named and stays, one of another version of the model is searched anew.

Exit code: ${NOTHING_NEW} nothing new, or nothing but what is recorded as violated, ${NEW} a property is violated by a design of which that is not
recorded, ${BAD_INPUT} bad usage or input.`;

/** `pirqcheck fuzz`: random systems until the time is up, with a memory. */
export const fuzz = (): Command =>
  new Command('fuzz')
    .description('look for violations at random until the time is up, and keep what is found')
    .requiredOption('--minutes <n>', 'how long; fractions are fine', minutes)
    .option('--systems <n>', 'end after so many systems of each design, if that is sooner', natural)
    .option('--seed <text>', 'of all that is random (default: the date of today)', seedText)
    .option('--corpus <dir>', 'folder of the finds', 'corpus')
    .option('--design <id...>', 'only these designs')
    .option('--property <id...>', 'only these properties, by id or name')
    .option('--topology <name|file.json...>', 'only on these machines')
    .option('--json', 'print a summary as JSON')
    .addHelpText('after', HELP)
    .action(async (options: Options) => {
      const today = new Date().toISOString().slice(0, 10);
      const seed = options.seed ?? today;
      const chosen = {
        ...chosenOf(options),
        properties: options.property?.map(propertyNamed) ?? fuzzProperties,
      };
      const tell = (line: string): void =>
        void (options.json ? process.stderr : process.stdout).write(`${line}\n`);
      tell(
        `seed ${seed}: ${chosen.designs.length} designs, ${chosen.properties.length} properties, corpus ${options.corpus}`,
      );
      tell(`the same again: pirqcheck fuzz ${again(options, seed)}`);
      const summary = await runFuzz({
        ...chosen,
        minutes: options.minutes,
        systems: options.systems ?? null,
        seed,
        corpus: options.corpus,
        only: options.topology !== undefined,
        found: today,
        warn: (line) => void process.stderr.write(`warning: ${line}\n`),
        onFind: (find) => tell(findLine(find)),
      });
      if (options.json) process.stdout.write(`${JSON.stringify(summary, null, 2)}\n`);
      else tell(fuzzReport(summary).join('\n'));
      process.exitCode = summary.finds.some((f) => !f.recorded) ? NEW : NOTHING_NEW;
    });

const propertyNamed = (name: string): (typeof fuzzProperties)[number] =>
  fuzzProperties.find((p) => p.name === name) ??
  byName('property', name, fuzzProperties, (p) => p.id, 'properties');

/** The command line that draws the same systems, from an empty corpus. */
function again(options: Options, seed: string): string {
  const list = (name: string, values: readonly string[] | undefined): string[] =>
    values ? [name, ...values] : [];
  return [
    '--seed',
    seed,
    '--minutes',
    String(options.minutes),
    ...(options.systems === undefined ? [] : ['--systems', String(options.systems)]),
    ...list('--design', options.design),
    ...list('--property', options.property),
    ...list('--topology', options.topology),
  ]
    .map((word) => (/^[\w./:-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`))
    .join(' ');
}

const LONGEST_MINUTES = 10_000;

/** A positive number, with a fraction or without. */
function minutes(text: string): number {
  const n = /^\d{1,5}(\.\d{1,6})?$/.test(text) ? Number(text) : 0;
  if (n <= 0 || n > LONGEST_MINUTES)
    throw new InvalidArgumentError(
      `It must be a number of minutes up to ${LONGEST_MINUTES}, like 10 or 0.5.`,
    );
  return n;
}

/** The machines to look at, and the designs that are about machines of their kind. */
function chosenOf({ design, topology }: Options): {
  designs: readonly AnyDesign[];
  machines: KnownMachine[];
} {
  const machines = topology?.map(machineNamed) ?? randomSubjects.flatMap(machinesOf);
  const designs = randomSubjects
    .filter((s) => machines.some((m) => m.subject === s.id))
    .flatMap((s) => s.designs);
  return {
    machines,
    designs: design?.map((d) => byName('design', d, designs, (q) => q.id, 'designs')) ?? designs,
  };
}

const machinesOf = ({ id, topologies }: (typeof randomSubjects)[number]): KnownMachine[] =>
  topologies.map((topology) => ({ subject: id, topology }));

function machineNamed(name: string): KnownMachine {
  const { subject, topology } = topologyOf(name);
  if (!subject.random)
    throw new InputError('--topology', `there are no random scripts for machines like ${name}`);
  return { subject: subject.id, topology };
}
