import { expect, test } from 'vitest';
import { isServed } from '../../../model/hardware/topology.js';
import type { AcpiMachine, PrtEntry, PrtTable } from '../../../generators/acpi/machine.js';
import { parseFunctions } from '../../../generators/functions.js';
import { toTopology } from '../../../generators/acpi/topology.js';

const gsi = (device: number, pin: number, number: number): PrtEntry => ({
  device,
  function: 0xffff,
  pin,
  to: { gsi: number },
});
const link = (device: number, pin: number, path: string): PrtEntry => ({
  device,
  function: 0xffff,
  pin,
  to: { link: path, index: 0 },
});
const table = (root: string, bridgePath: PrtTable['bridgePath'], entries: PrtEntry[]): PrtTable => ({
  path: [root, ...bridgePath.map(([d, f]) => `B${d}${f}`)].join('.'),
  root,
  bridgePath,
  status: 'ok',
  entries,
});
const root = (path: string, bus: number, segment = 0): AcpiMachine['roots'][number] => ({
  path,
  hid: 'PNP0A08',
  segment,
  bbn: bus,
  crsBus: null,
  bus,
  busSource: '_BBN',
});

const machine = (parts: Partial<AcpiMachine>): AcpiMachine => ({
  place: 'tables',
  ioapics: [{ id: 0, address: 0xfec00000, gsiBase: 0, pins: 24, pinsInferred: true }],
  overrides: [],
  pcatCompat: true,
  sci: 9,
  mcfg: null,
  roots: [root('R0', 0)],
  prt: [],
  links: [],
  ...parts,
});

function convert(parts: Partial<AcpiMachine>) {
  const warnings: string[] = [];
  const topology = toTopology(machine(parts), 'm', { warn: (line) => warnings.push(line) });
  return { topology, warnings };
}

test('buses are numbered depth first and every entry gets a function and a wire', () => {
  const { topology, warnings } = convert({
    prt: [
      table('R0', [[28, 0]], [gsi(0, 0, 18)]),
      table('R0', [], [gsi(2, 0, 16), gsi(28, 1, 17)]),
      table(
        'R0',
        [
          [1, 0],
          [0, 3],
        ],
        [gsi(4, 2, 19)],
      ),
    ],
  });
  expect(warnings).toEqual([]);
  expect(topology.bridges).toEqual([
    { sbdf: '0000:00:01.0', secondary: '0000:01' },
    { sbdf: '0000:01:00.3', secondary: '0000:02' },
    { sbdf: '0000:00:1c.0', secondary: '0000:03' },
  ]);
  expect(topology.devices.map((d) => [d.sbdf, d.pin])).toEqual([
    ['0000:00:02.0', 'A'],
    ['0000:00:1c.1', 'B'],
    ['0000:02:04.2', 'C'],
    ['0000:03:00.0', 'A'],
  ]);
  expect(topology.wires).toEqual([
    { sbdf: '0000:00:02.0', gsi: 16, polarity: 'low' },
    { sbdf: '0000:00:1c.1', gsi: 17, polarity: 'low' },
    { sbdf: '0000:02:04.2', gsi: 19, polarity: 'low' },
    { sbdf: '0000:03:00.0', gsi: 18, polarity: 'low' },
  ]);
});

test('pins above 3, impossible devices and GSIs are dropped; of two entries the first wins', () => {
  const { topology, warnings } = convert({
    prt: [table('R0', [], [gsi(1, 0, 16), gsi(1, 0, 17), gsi(1, 4, 18), gsi(32, 0, 19), gsi(2, 0, 5000)])],
  });
  expect(topology.prt).toEqual([{ bus: '0000:00', entries: [{ device: 1, pin: 'A', gsi: 16 }] }]);
  expect(warnings).toEqual([
    'm: R0._PRT device 1 pin 0: a second entry; dropped, as the first wins',
    'm: R0._PRT device 1 pin 4: PCI has devices 0 to 31 and pins 0 to 3; dropped',
    'm: R0._PRT device 32 pin 0: PCI has devices 0 to 31 and pins 0 to 3; dropped',
    'm: R0._PRT device 2 pin 0: GSI 5000 is out of range; dropped',
  ]);
});

test('roots with one bus number get different ones, the second segment its own', () => {
  const { topology, warnings } = convert({
    roots: [root('R0', 0), root('R1', 0), root('R2', 0, 1), root('R3', 2), root('EMPTY', 0)],
    prt: [
      table('R0', [], [gsi(1, 0, 16)]),
      table('R1', [], [gsi(1, 0, 17)]),
      table('R2', [], [gsi(1, 0, 18)]),
      table('R3', [], [gsi(1, 0, 19)]),
      table('R0', [[3, 0]], [gsi(0, 0, 20)]),
      table('R0', [[4, 0]], [gsi(0, 0, 21)]),
    ],
  });
  expect(topology.prt.map((p) => [p.bus, p.entries[0]!.gsi])).toEqual([
    ['0000:00', 16],
    ['0000:01', 20],
    ['0000:03', 21],
    ['0000:02', 19],
    ['0001:00', 18],
    ['0000:04', 17],
  ]);
  expect(warnings).toEqual(["m: R1: bus 0000:00 is another root's; 0000:04 given"]);
});

test('two tables at one bridge address: the first with entries is used', () => {
  const bridge: PrtTable['bridgePath'] = [[1, 0]];
  const { topology, warnings } = convert({
    prt: [
      { ...table('R0', bridge, []), path: 'FAILED', status: 'error:AE_NOT_FOUND' },
      { ...table('R0', bridge, [gsi(0, 0, 16)]), path: 'FIRST' },
      { ...table('R0', bridge, [gsi(0, 0, 17)]), path: 'SECOND' },
    ],
  });
  expect(topology.prt).toEqual([{ bus: '0000:01', entries: [{ device: 0, pin: 'A', gsi: 16 }] }]);
  expect(warnings).toEqual(['m: SECOND: FIRST is at the same address; only its _PRT is used']);
});

test('behind a bridge with an unusable table one function is wired through the swizzle', () => {
  const { topology } = convert({
    prt: [
      table(
        'R0',
        [],
        [0, 1, 2, 3].map((pin) => gsi(2, pin, 16 + pin)),
      ),
      table('R0', [[2, 0]], []),
      table(
        'R0',
        [
          [2, 0],
          [0, 0],
        ],
        [gsi(5, 3, 23)],
      ),
    ],
  });
  expect(topology.devices.map((d) => d.sbdf).slice(4)).toEqual(['0000:01:00.0', '0000:02:05.3']);
  expect(topology.wires.slice(4)).toEqual([
    { sbdf: '0000:01:00.0', gsi: 16, polarity: 'low' },
    { sbdf: '0000:02:05.3', gsi: 23, polarity: 'low' },
  ]);
});

test('a link with one choice is a wire, one with several is not, one without any is dropped', () => {
  const device = (path: string, possible: number[]) =>
    ({ path, possible, trigger: 'level', polarity: 'high', current: null }) as const;
  const { topology, warnings } = convert({
    links: [
      device('\\_SB.ONE', [20]),
      device('\\_SB.MANY', [10, 11]),
      device('\\_SB.NONE', []),
      device('\\_SB.A.SAME', [21]),
      device('\\_SB.B.SAME', [22]),
      device('\\_SB.IDLE', [23]),
    ],
    prt: [
      table(
        'R0',
        [],
        ['ONE', 'MANY', 'NONE', 'A.SAME'].map((name, i) => link(i, 0, `\\_SB.${name}`)),
      ),
    ],
  });
  expect(topology.links.map((l) => l.name)).toEqual(['ONE', 'MANY', '\\_SB.A.SAME']);
  expect(topology.wires).toEqual([
    { sbdf: '0000:00:00.0', gsi: 20, polarity: 'high' },
    { sbdf: '0000:00:03.0', gsi: 21, polarity: 'high' },
  ]);
  expect(warnings).toEqual(['m: R0._PRT device 2 pin 0: link \\_SB.NONE has no possible GSI; dropped']);
});

test('a GSI that no IO-APIC serves stays in the table with a warning and has no wire', () => {
  const { topology, warnings } = convert({ prt: [table('R0', [], [gsi(1, 0, 60), gsi(2, 0, 16)])] });
  expect(topology.prt[0]!.entries[0]!.gsi).toBe(60);
  expect(topology.wires.every((w) => isServed(topology, w.gsi))).toBe(true);
  expect(warnings).toEqual([expect.stringMatching(/GSI 60 is served by no IO-APIC/)]);
});

test('overrides: bus means edge/high, but level/low for the SCI; foreign ones are dropped', () => {
  const asBus = { polarity: 'bus', trigger: 'bus', flags: 0 } as const;
  const { topology, warnings } = convert({
    overrides: [
      { bus: 0, source: 0, gsi: 2, ...asBus },
      { bus: 0, source: 9, gsi: 20, ...asBus },
      { bus: 0, source: 1, gsi: 1, flags: 7, polarity: 'low', trigger: 'edge' },
      { bus: 4, source: 3, gsi: 3, ...asBus },
    ],
  });
  expect(topology.overrides).toEqual([
    { source: 0, gsi: 2, trigger: 'edge', polarity: 'high' },
    { source: 9, gsi: 20, trigger: 'level', polarity: 'low' },
    { source: 1, gsi: 1, trigger: 'edge', polarity: 'low' },
  ]);
  expect(warnings).toHaveLength(1);
});

test('too many bridges for one segment are refused', () => {
  const bridges = Array.from({ length: 256 }, (_, i) => table('R0', [[i >> 3, i & 7]], [gsi(0, 0, 16)]));
  expect(() => convert({ prt: bridges })).toThrow(/^tables: segment 0 needs more than 256 buses/);
});

test('known functions decide buses, devices and which entries matter', () => {
  const functions = parseFunctions(
    [
      '0000:00:00.0 class=0x060000 pin=00 secbus=00',
      '0000:00:02.0 class=0x060400 pin=01 secbus=05',
      '0000:05:00.0 class=0x020000 pin=02 secbus=77',
      '0000:05:00.1 class=0x020000 pin=00 secbus=00',
      '',
    ].join('\n'),
    'pci.txt',
  );
  const warnings: string[] = [];
  const topology = toTopology(
    machine({
      prt: [
        table('R0', [], [gsi(2, 0, 16), gsi(2, 1, 17), gsi(9, 0, 18)]),
        table('R0', [[3, 0]], [gsi(0, 0, 19)]),
      ],
    }),
    'm',
    { functions, warn: (line) => warnings.push(line) },
  );
  expect(topology.prt).toEqual([
    {
      bus: '0000:00',
      entries: [
        { device: 2, pin: 'A', gsi: 16 },
        { device: 2, pin: 'B', gsi: 17 },
      ],
    },
  ]);
  expect(topology.devices.map((d) => [d.sbdf, d.pin])).toEqual([
    ['0000:00:02.0', 'A'],
    ['0000:05:00.0', 'B'],
    ['0000:05:00.1', null],
  ]);
  expect(topology.bridges).toEqual([{ sbdf: '0000:00:02.0', secondary: '0000:05' }]);
  expect(topology.wires).toEqual([
    { sbdf: '0000:00:02.0', gsi: 16, polarity: 'low' },
    { sbdf: '0000:05:00.0', gsi: 17, polarity: 'low' },
  ]);
  expect(warnings).toEqual(['m: 0000:00:03.0: no such bridge; its _PRT is left out']);
  expect(() => parseFunctions('\n00:02.0 VGA', 'pci.txt')).toThrow(/^pci\.txt:2: not a line like/);
});
