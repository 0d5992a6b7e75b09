import { evaluate, type AcpiexecOptions } from './acpiexec.js';
import { sciSource } from './fadt.js';
import type { AcpiMachine, Ioapic } from './machine.js';
import { parseMadt, type MadtIoapic } from './madt.js';
import { parseMcfg } from './mcfg.js';
import { readNamespace } from './namespace.js';
import { inferPins, type PinEvidence } from './pins.js';
import { readTables, type AcpiTables } from './tables.js';

export type { AcpiMachine } from './machine.js';
export { toTopology } from './topology.js';

export interface ImportOptions extends AcpiexecOptions {
  warn?: (line: string) => void;
  /** Redirection entries by IO-APIC id, where known (dmesg prints "GSI 0-23"); the others are inferred. */
  pins?: ReadonlyMap<number, number>;
}

/**
 * Reads the raw ACPI tables in folder `dir` (a copy of /sys/firmware/acpi/tables) and evaluates their AML.
 * Throws InputError when a table is missing or bad or acpiexec does not do its work.
 */
export async function importAcpi(dir: string, options: ImportOptions = {}): Promise<AcpiMachine> {
  const warn = options.warn ?? (() => {});
  const tables = await readTables(dir, warn);
  const madt = parseMadt(tables.madt);
  const mcfg = tables.mcfg ? parseMcfg(tables.mcfg) : null;
  const namespace = readNamespace(await evaluate(dir, [tables.dsdt, ...tables.ssdts], options), warn);
  const gsis = namespace.prt.flatMap((t) => t.entries.map((e) => ('gsi' in e.to ? e.to.gsi : -1)));
  const evidence = { amd: isAmd(tables), highestPrtGsi: Math.max(-1, ...gsis) };
  const ioapics = withPins(distinct(madt.ioapics, tables.madt.file, warn), options.pins, evidence);
  warnOfUnused(ioapics, evidence, dir, warn);
  return {
    place: dir,
    ioapics,
    overrides: madt.overrides,
    pcatCompat: madt.pcatCompat,
    sci: tables.fadt ? sciSource(tables.fadt) : null,
    mcfg,
    ...namespace,
  };
}

function withPins(ioapics: MadtIoapic[], known: ImportOptions['pins'], evidence: PinEvidence): Ioapic[] {
  const inferred = inferPins(
    ioapics.map((io) => io.gsiBase),
    evidence,
  );
  return ioapics.map((io, i) => {
    const pins = known?.get(io.id);
    return { ...io, pins: pins ?? inferred[i]!, pinsInferred: pins === undefined };
  });
}

function distinct(ioapics: MadtIoapic[], file: string, warn: (line: string) => void): MadtIoapic[] {
  return ioapics.filter((io, i) => {
    const first = ioapics.findIndex((other) => other.gsiBase === io.gsiBase);
    if (first !== i)
      warn(`${file}: IO-APIC ${io.id} repeats the GSI base ${io.gsiBase} of ${ioapics[first]!.id}; left out`);
    return first === i;
  });
}

/** AMD firmware routes to the second IO-APIC only if a flag in its memory says so, which reads as zero here. */
function warnOfUnused(
  ioapics: Ioapic[],
  evidence: PinEvidence,
  place: string,
  warn: (line: string) => void,
): void {
  const second = ioapics.map((io) => io.gsiBase).sort((a, b) => a - b)[1];
  if (evidence.amd && second !== undefined && evidence.highestPrtGsi < second)
    warn(`${place}: no _PRT uses the IO-APIC at GSI ${second}; the real machine may have \\NAPC set to 1`);
}

/** Boards without an IVRS still carry AML written by AMD. */
const isAmd = (tables: AcpiTables): boolean =>
  tables.hasIvrs ||
  (!tables.hasDmar &&
    [tables.dsdt, ...tables.ssdts].some((t) => /^amd/i.test(t.oemId) || /^amd/i.test(t.oemTableId)));
