import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { hasAcpiexec } from '../../../generators/acpi/acpiexec.js';
import { parseFunctions } from '../../../generators/functions.js';
import { importAcpi, toTopology } from '../../../generators/acpi/import.js';
import { folder } from './bytes.js';
import { busOf, parseTopology, slotOf, type Topology } from '../../../model/hardware/topology.js';

const root = join(import.meta.dirname, '../../..');
const fixture = (machine: string, file = ''): string => join(root, 'test/fixtures', machine, file);
const textOf = (machine: string, file: string): string => readFileSync(fixture(machine, file), 'utf8');
const exampleOf = (machine: string): unknown =>
  JSON.parse(readFileSync(join(root, 'generators/examples', `${machine}.json`), 'utf8'));

const skipped = (await hasAcpiexec()) ? '' : ' (skipped: acpiexec is not installed)';
const MACHINES = ['qemu-q35-pxb', 'qemu-microvm3'];

interface KernelLine {
  sbdf: string;
  pin: number;
  link: string;
  gsi: number;
  trigger: string;
  polarity: string;
}

/** What Linux printed when it enabled the functions of the same virtual machine. */
const kernelLines = (machine: string): KernelLine[] =>
  [
    ...textOf(machine, 'linux-routing.txt').matchAll(
      /(\S+): PCI INT ([A-D]) -> Link\[(\w+)\] -> GSI (\d+) \((\w+), (\w+)\)/g,
    ),
  ].map((m) => ({
    sbdf: m[1]!,
    pin: 'ABCD'.indexOf(m[2]!),
    link: m[3]!,
    gsi: Number(m[4]),
    trigger: m[5]!,
    polarity: m[6]!,
  }));

/** The link Linux must have come to, after the swizzle. */
function linkNameOf(t: Topology, sbdf: string, pin: number): string | undefined {
  const entry = t.prt
    .find((p) => p.bus === busOf(sbdf))
    ?.entries.find((e) => e.device === slotOf(sbdf) && e.pin === 'ABCD'[pin]);
  if (entry) return entry.link;
  const bridge = t.bridges.find((b) => b.secondary === busOf(sbdf));
  return bridge && linkNameOf(t, bridge.sbdf, (pin + slotOf(sbdf)) % 4);
}

describe.each(MACHINES)('the example %s agrees with the Linux kernel on', (machine) => {
  const topology = parseTopology(exampleOf(machine), machine);
  const lines = kernelLines(machine);

  test('the IO-APICs', () => {
    const ranges = [...textOf(machine, 'linux-routing.txt').matchAll(/apic_id (\d+),.* GSI (\d+)-(\d+)/g)];
    expect(topology.ioapics.map((io) => [io.id, io.gsiBase, io.gsiBase + io.pins - 1])).toEqual(
      ranges.map((r) => r.slice(1).map(Number)),
    );
  });

  test.each(lines)('$sbdf: link $link, GSI $gsi', ({ sbdf, pin, link: name, gsi, trigger, polarity }) => {
    const link = topology.links.find((l) => l.name === name)!;
    expect(linkNameOf(topology, sbdf, pin)).toBe(name);
    expect(link).toMatchObject({ trigger, polarity });
    expect(link.possible).toContain(gsi);
    expect(topology.wires.find((w) => w.sbdf === sbdf)).toEqual(
      link.possible.length === 1 ? { sbdf, gsi, polarity } : undefined,
    );
  });

  test('which functions have an interrupt at all', () => {
    expect(topology.devices.filter((d) => d.pin !== null).map((d) => d.sbdf)).toEqual(
      lines.map((l) => l.sbdf).sort(),
    );
  });
});

describe.skipIf(skipped)(`tables written by QEMU${skipped}`, () => {
  test.each(MACHINES)('%s imports to the committed example', async (machine) => {
    const warnings: string[] = [];
    const options = { warn: (line: string) => warnings.push(line) };
    const functions = parseFunctions(textOf(machine, 'pci.txt'), 'pci.txt');
    const topology = toTopology(await importAcpi(fixture(machine), options), machine, {
      ...options,
      functions,
    });
    expect(topology).toEqual(exampleOf(machine));
    expect(warnings).toEqual([]);
  });

  test('without a list of functions every slot is taken to be full', async () => {
    const topology = toTopology(await importAcpi(fixture('qemu-q35-pxb')), 'q35');
    expect(topology.devices).toHaveLength(3 * 32 * 4);
    expect(topology.prt.map((p) => p.bus)).toEqual(['0000:00', '0000:40', '0000:80']);
  });

  test('known pin counts take the place of inferred ones', async () => {
    const { ioapics } = await importAcpi(fixture('qemu-microvm3'), { pins: new Map([[1, 8]]) });
    expect(ioapics.map((io) => [io.pins, io.pinsInferred])).toEqual([
      [24, true],
      [8, false],
    ]);
  });

  test('a DSDT with a bad checksum is evaluated all the same, with a warning', async () => {
    const table = (file: string): Buffer => readFileSync(fixture('qemu-microvm3', file));
    const dsdt = table('DSDT.dat');
    dsdt[9]! ^= 0xff;
    const dir = folder({ 'APIC.dat': table('APIC.dat'), 'DSDT.dat': dsdt });
    const warnings: string[] = [];
    const { prt } = await importAcpi(dir, { warn: (line) => warnings.push(line) });
    expect(prt).toEqual((await importAcpi(fixture('qemu-microvm3'))).prt);
    expect(warnings).toEqual([expect.stringMatching(/DSDT\.dat: bad checksum/)]);
  });

  test('q35 has an MCFG and overrides, microvm neither', async () => {
    const [q35, microvm] = [
      await importAcpi(fixture('qemu-q35-pxb')),
      await importAcpi(fixture('qemu-microvm3')),
    ];
    expect([q35.overrides.length, microvm.overrides.length]).toEqual([5, 0]);
    expect([q35.mcfg?.length, microvm.mcfg]).toEqual([1, null]);
  });
});
