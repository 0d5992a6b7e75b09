import { basename, resolve } from 'node:path';
import { importAcpi, toTopology } from '../generators/acpi/import.js';
import type { PciFunction } from '../generators/functions.js';
import type { Topology } from '../model/hardware/topology.js';
import { InputError } from '../model/input-error.js';
import type { Imported } from './import.js';

/** `pirqcheck import --acpi`. */
export async function fromAcpi(
  dir: string,
  name: string | undefined,
  functions: readonly PciFunction[] | undefined,
  pins: ReadonlyMap<number, number> | undefined,
  warn: (line: string) => void,
): Promise<Imported> {
  const machine = await importAcpi(dir, { warn, ...(pins ? { pins } : {}) });
  const unknown = [...(pins?.keys() ?? [])].find((id) => !machine.ioapics.some((io) => io.id === id));
  if (unknown !== undefined)
    throw new InputError(
      '--pins',
      `there is no IO-APIC ${unknown}; the ids are ${machine.ioapics.map((io) => io.id).join(' ')}`,
    );
  const topology = toTopology(machine, name ?? basename(resolve(dir)), {
    warn,
    ...(functions ? { functions } : {}),
  });
  return { topology, summary: summary(topology) };
}

function summary(t: Topology): string {
  const lines = new Set(t.wires.map((w) => w.gsi));
  const ioapics = t.ioapics.map(
    (io) =>
      `  IO-APIC ${io.id}: GSI ${io.gsiBase}-${io.gsiBase + io.pins - 1}${io.pinsInferred ? ' (pin count inferred)' : ''}\n`,
  );
  return `${t.name}: ${t.devices.length} functions on ${lines.size} lines, ${t.bridges.length} bridges\n${ioapics.join('')}`;
}
