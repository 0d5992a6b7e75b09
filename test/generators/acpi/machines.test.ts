import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { hasAcpiexec } from '../../../generators/acpi/acpiexec.js';
import { importAcpi, toTopology, type AcpiMachine } from '../../../generators/acpi/import.js';
import { parseTopology } from '../../../model/hardware/topology.js';

/** A folder with a subfolder of raw tables and an expected.json (format acpi-expected/1) for each machine. */
const folder = process.env['PIRQCHECK_MACHINES'];
const why = !folder
  ? 'skipped: PIRQCHECK_MACHINES is not set'
  : (await hasAcpiexec())
    ? ''
    : 'skipped: acpiexec is not installed';

interface ExpectedInterrupt {
  irqs: number[];
  trigger: string;
  polarity: string;
}

interface ExpectedTable {
  path: string;
  root: string;
  bridgePath: [number, number][];
  status: string;
  hwDependent?: boolean;
  entries: { device: number; function: number; pin: number; gsi?: number; link?: string; index?: number }[];
}

interface Expected {
  ioapics: { id: number; addr: number; gsiBase: number; pinsInferred: number }[];
  overrides: AcpiMachine['overrides'];
  madt: { pcatCompat: boolean };
  mcfg: AcpiMachine['mcfg'];
  sci: number;
  roots: (AcpiMachine['roots'][number] & { busHwDependent: boolean })[];
  prt: ExpectedTable[];
  /** Tables with `\\NAPC` set to 1. */
  alt?: { prt: ExpectedTable[] };
  links: Record<string, { prs: ExpectedInterrupt[]; crsInitial: ExpectedInterrupt[] }>;
}

const machines =
  folder && !why
    ? readdirSync(folder)
        .filter((name) => existsSync(join(folder, name, 'expected.json')))
        .sort()
    : [];

/** AML that waits for hardware keeps acpiexec busy for seconds. */
const LONG = 60_000;

const byPath = <T extends { path: string }>(items: T[]): T[] =>
  [...items].sort((a, b) => (a.path < b.path ? -1 : 1));

const tableOf = ({ path, root, bridgePath, status, entries }: ExpectedTable): AcpiMachine['prt'][number] => ({
  path,
  root,
  bridgePath,
  status,
  entries: entries.map(({ device, function: fn, pin, gsi, link, index }) => ({
    device,
    function: fn,
    pin,
    to: gsi !== undefined ? { gsi } : { link: link!, index: index! },
  })),
});

if (why) describe.skip('tables of real machines', () => test(why, () => {}));
else
  describe.each(machines)('%s', (name) => {
    const dir = join(folder!, name);
    const expected = JSON.parse(readFileSync(join(dir, 'expected.json'), 'utf8')) as Expected;
    let machine: AcpiMachine;
    beforeAll(async () => {
      machine = await importAcpi(dir);
    }, LONG);

    test('MADT, MCFG and FADT', () => {
      expect(machine.ioapics).toEqual(
        expected.ioapics.map((io) => ({
          id: io.id,
          address: io.addr,
          gsiBase: io.gsiBase,
          pins: io.pinsInferred,
          pinsInferred: true,
        })),
      );
      expect(machine.overrides).toEqual(expected.overrides);
      expect(machine.pcatCompat).toBe(expected.madt.pcatCompat);
      expect(machine.mcfg).toEqual(expected.mcfg);
      expect(machine.sci).toBe(expected.sci);
    });

    test('root bridges', () => {
      const { roots } = machine;
      expect(byPath(roots).map((r) => r.path)).toEqual(byPath(expected.roots).map((r) => r.path));
      for (const { busHwDependent, crsBus, busSource, path, hid, segment, bbn, bus } of expected.roots)
        if (!busHwDependent)
          expect(roots.find((r) => r.path === path)).toMatchObject({
            path,
            hid,
            segment,
            bbn,
            bus,
            // Null there: not evaluated, the machine has one root and no links.
            ...(crsBus && { crsBus, busSource }),
          });
    });

    test('_PRT tables', () => {
      const { prt } = machine;
      expect(byPath(prt).map((t) => t.path)).toEqual(byPath(expected.prt).map((t) => t.path));
      for (const table of expected.prt)
        if (!table.hwDependent) expect(prt.find((t) => t.path === table.path)).toEqual(tableOf(table));
    });

    if (expected.alt)
      test(
        '_PRT tables with the second IO-APIC in use',
        async () => {
          const { prt } = await importAcpi(dir, { fields: new Map([['\\NAPC', 1]]) });
          expect(byPath(prt)).toEqual(byPath(expected.alt!.prt).map(tableOf));
        },
        LONG,
      );

    test('interrupt links', () => {
      const { links } = machine;
      for (const [path, { prs, crsInitial }] of Object.entries(expected.links))
        expect(links.find((l) => l.path === path)).toEqual({
          path,
          possible: prs[0]!.irqs,
          trigger: prs[0]!.trigger,
          polarity: prs[0]!.polarity,
          current: crsInitial[0]!.irqs[0] || null,
        });
    });

    test('makes a valid topology with a wire or a warning for every function', () => {
      const warnings: string[] = [];
      const topology = toTopology(machine, name, { warn: (line) => warnings.push(line) });
      expect(parseTopology(structuredClone(topology), name)).toEqual(topology);
      const wired = new Set(topology.wires.map((w) => w.sbdf));
      const chosenByOs = new Set(topology.links.filter((l) => l.possible.length > 1).map((l) => l.name));
      for (const table of topology.prt)
        for (const e of table.entries) {
          const sbdf = topology.devices.find(
            (d) =>
              d.pin === e.pin && d.sbdf.startsWith(`${table.bus}:${e.device.toString(16).padStart(2, '0')}.`),
          )!.sbdf;
          const excused =
            e.link !== undefined ? chosenByOs.has(e.link) : warnings.some((w) => w.includes(`GSI ${e.gsi} `));
          expect(wired.has(sbdf) || excused).toBe(true);
        }
    });
  });
