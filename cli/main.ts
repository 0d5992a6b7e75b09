#!/usr/bin/env node
import { Command, CommanderError } from 'commander';
import { InputError } from '../model/input-error.js';
import { check } from './check.js';
import { BAD_INPUT } from './exit-codes.js';
import { compare } from './compare.js';
import { explain } from './explain.js';
import { fuzz } from './fuzz.js';
import { importMachine } from './import.js';
import { list } from './list.js';
import { matrix } from './matrix.js';
import { replay } from './replay.js';
import { synthesize } from './synthesize.js';
import { validate } from './validate.js';

const HELP = `
Examples:
  pirqcheck check                            every design against every property
  pirqcheck check --design pvh-6.12-4.20 --brief
  pirqcheck import --acpi /sys/firmware/acpi/tables -o machine.json
  pirqcheck check --topology machine.json
  pirqcheck validate recording.json
  pirqcheck list scenarios`;

/** Complaints are one line, so that they can be read by programs and remembered by people. */
const complain = (text: string): void =>
  void process.stderr.write(
    `pirqcheck: ${text
      .trim()
      .replace(/^error: /, '')
      .replace(/\s*\n\s*/g, ' ')}\n`,
  );

const program = new Command('pirqcheck').description(
  'Property-based verification and model checking of PCI passthrough interrupts on Xen',
);
for (const command of [
  check(),
  matrix(),
  compare(),
  explain(),
  synthesize(),
  fuzz(),
  replay(),
  validate(),
  importMachine(),
  list(),
])
  program.addCommand(command);
program.addHelpText('after', HELP);
for (const command of [program, ...program.commands])
  command.exitOverride().configureOutput({ outputError: complain }).allowExcessArguments(false);

// A reader that has seen enough (`| head`) is no error; a full disk is.
process.stdout.on('error', (e: NodeJS.ErrnoException) => {
  if (e.code === 'EPIPE') process.exit();
  complain(`standard output cannot be written (${e.code})`);
  process.exit(BAD_INPUT);
});

try {
  await program.parseAsync();
} catch (e) {
  if (e instanceof CommanderError) process.exitCode = e.exitCode === 0 ? 0 : BAD_INPUT;
  else if (e instanceof InputError) {
    complain(e.message);
    process.exitCode = BAD_INPUT;
  } else throw e;
}
