import { Command } from 'commander';
import writeFileAtomic from 'write-file-atomic';
import { basename, resolve } from 'node:path';
import { parseFunctions } from '../generators/acpi/functions.js';
import { importAcpi, toTopology } from '../generators/acpi/import.js';
import type { Topology } from '../model/hardware/topology.js';
import { InputError } from '../model/input-error.js';
import { pinCount } from './options.js';
import { readText } from './read-json.js';

interface Options {
  readonly acpi: string;
  readonly output?: string;
  readonly name?: string;
  readonly pins?: ReadonlyMap<number, number>;
  readonly functions?: string;
  readonly json?: boolean;
}

const HELP = `
Examples:
  sudo cp -r /sys/firmware/acpi/tables tables
  pirqcheck import --acpi tables -o machine.json
  pirqcheck import --acpi tables --pins 1=32 --pins 2=32 --functions pci.txt -o machine.json
  pirqcheck import --acpi tables --json > machine.json
  pirqcheck check --topology machine.json

The ACPI code is run by acpiexec (Debian package acpica-tools). The file of functions has one line for each PCI function:
  0000:40:00.0 class=0x060400 pin=01 secbus=41
where pin and secbus are the bytes at 0x3d and 0x19 of its configuration space.`;

/** `pirqcheck import`: makes a topology of a machine's ACPI tables. */
export const importMachine = (): Command =>
  new Command('import')
    .description('make a topology of the ACPI tables of a real machine')
    .requiredOption('--acpi <dir>', 'raw tables: a copy of /sys/firmware/acpi/tables')
    .option('-o, --output <file>', 'write the topology to this file')
    .option('--name <name>', 'name of the machine; otherwise that of the folder')
    .option(
      '--pins <id=n>',
      'pins of the IO-APIC with this id (dmesg prints "GSI 24-55"); may be repeated',
      pinCount,
    )
    .option(
      '--functions <file>',
      'the PCI functions that are there; otherwise one is made for each _PRT entry',
    )
    .option('--json', 'print the topology instead of a summary')
    .addHelpText('after', HELP)
    .action(async (options: Options) => {
      const warn = (line: string): void => void process.stderr.write(`warning: ${line}\n`);
      const { acpi, functions, output, pins } = options;
      const known = functions === undefined ? undefined : parseFunctions(readText(functions), functions);
      const machine = await importAcpi(acpi, { warn, ...(pins ? { pins } : {}) });
      const unknown = [...(pins?.keys() ?? [])].find((id) => !machine.ioapics.some((io) => io.id === id));
      if (unknown !== undefined)
        throw new InputError(
          '--pins',
          `there is no IO-APIC ${unknown}; the ids are ${machine.ioapics.map((io) => io.id).join(' ')}`,
        );
      const topology = toTopology(machine, options.name ?? basename(resolve(acpi)), {
        warn,
        ...(known ? { functions: known } : {}),
      });
      const text = `${JSON.stringify(topology, null, 2)}\n`;
      if (output !== undefined) await save(output, text);
      process.stdout.write(options.json ? text : summary(topology, output));
    });

async function save(file: string, text: string): Promise<void> {
  try {
    await writeFileAtomic(file, text);
  } catch (e) {
    throw new InputError(file, `cannot be written (${(e as NodeJS.ErrnoException).code})`);
  }
}

function summary(t: Topology, output: string | undefined): string {
  const lines = new Set(t.wires.map((w) => w.gsi));
  const ioapics = t.ioapics.map(
    (io) =>
      `  IO-APIC ${io.id}: GSI ${io.gsiBase}-${io.gsiBase + io.pins - 1}${io.pinsInferred ? ' (pin count inferred)' : ''}\n`,
  );
  const next =
    output === undefined
      ? 'Nothing was written; -o machine.json does.\n'
      : `Written to ${output}. Next: pirqcheck check --topology ${output}\n`;
  return `${t.name}: ${t.devices.length} functions on ${lines.size} lines, ${t.bridges.length} bridges\n${ioapics.join('')}${next}`;
}
