import { Command } from 'commander';
import { parseFunctions } from '../generators/functions.js';
import { InputError } from '../model/input-error.js';
import { fromAcpi } from './import-acpi.js';
import { fromDtb } from './import-dtb.js';
import { pinCount } from './options.js';
import { readText } from './read-json.js';
import { save } from './save.js';

interface Options {
  readonly acpi?: string;
  readonly dtb?: string;
  readonly output?: string;
  readonly name?: string;
  readonly pins?: ReadonlyMap<number, number>;
  readonly functions?: string;
  readonly json?: boolean;
}

/** A topology that was made, and what there is to say about it: lines that end with a newline. */
export interface Imported {
  readonly topology: { readonly name: string };
  readonly summary: string;
}

const HELP = `
Examples:
  sudo cp -r /sys/firmware/acpi/tables tables
  pirqcheck import --acpi tables -o machine.json
  pirqcheck import --acpi tables --pins 1=32 --pins 2=32 --functions pci.txt -o machine.json
  pirqcheck import --acpi tables --json > machine.json
  sudo cp /sys/firmware/fdt board.dtb
  pirqcheck import --dtb board.dtb --functions pci.txt -o machine.json
  pirqcheck check --topology machine.json

The ACPI code is run by acpiexec (Debian package acpica-tools). The file of functions has one line for each PCI function:
  0000:40:00.0 class=0x060400 pin=01 secbus=41
where pin and secbus are the bytes at 0x3d and 0x19 of its configuration space. With a device tree a bridge may have
pcie=7 behind that, the port type in its PCI Express capability, or pcie=none: functions behind some have its requester id.`;

/** `pirqcheck import`: makes a topology of a machine's ACPI tables or device tree. */
export const importMachine = (): Command =>
  new Command('import')
    .description('make a topology of the ACPI tables or the device tree of a real machine')
    .option('--acpi <dir>', 'x86: raw tables, a copy of /sys/firmware/acpi/tables')
    .option('--dtb <file>', 'ARM: a device tree blob, a copy of /sys/firmware/fdt')
    .option('-o, --output <file>', 'write the topology to this file')
    .option('--name <name>', 'name of the machine; otherwise that of the folder or file')
    .option(
      '--pins <id=n>',
      'pins of the IO-APIC with this id (dmesg prints "GSI 24-55"); may be repeated',
      pinCount,
    )
    .option('--functions <file>', 'the PCI functions that are there; otherwise some are made up')
    .option('--json', 'print the topology instead of a summary')
    .addHelpText('after', HELP)
    .action(async (options: Options) => {
      const { output } = options;
      const { topology, summary } = await imported(options);
      const text = `${JSON.stringify(topology, null, 2)}\n`;
      if (output !== undefined) await save(output, text);
      process.stdout.write(options.json ? text : `${summary}${next(output)}`);
    });

function imported({ acpi, dtb, name, pins, functions }: Options): Promise<Imported> {
  const warn = (line: string): void => void process.stderr.write(`warning: ${line}\n`);
  const known = functions === undefined ? undefined : parseFunctions(readText(functions), functions);
  if (acpi !== undefined && dtb === undefined) return fromAcpi(acpi, name, known, pins, warn);
  if (dtb === undefined || acpi !== undefined)
    throw new InputError('import', 'needs one of --acpi <dir> and --dtb <file>');
  if (pins) throw new InputError('--pins', 'a machine with a device tree has no IO-APICs');
  return fromDtb(dtb, name, known, warn);
}

const next = (output: string | undefined): string =>
  output === undefined
    ? 'Nothing was written; -o machine.json does.\n'
    : `Written to ${output}. Next: pirqcheck check --topology ${output}\n`;
