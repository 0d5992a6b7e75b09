import { expect, test } from 'vitest';
import { isTruthful } from '../../checker/x86/truthful.js';
import { parseTopology, type Topology, type TopologyInput } from '../../model/hardware/topology.js';

const machine = (change: Partial<TopologyInput> = {}): Topology =>
  parseTopology(
    {
      format: 'pirqcheck-topology/1',
      name: 'm',
      ioapics: [{ id: 0, gsiBase: 0, pins: 24 }],
      links: [
        { name: 'LNKA', possible: [20, 21], trigger: 'level', polarity: 'high', current: null },
        { name: 'LNKB', possible: [22], trigger: 'edge', polarity: 'high', current: null },
      ],
      prt: [
        {
          bus: '0000:00',
          entries: [
            { device: 1, pin: 'A', gsi: 16 },
            { device: 2, pin: 'A', link: 'LNKA' },
            { device: 3, pin: 'A', link: 'LNKB' },
          ],
        },
      ],
      devices: [1, 2, 3, 4, 5].map((n) => ({ sbdf: `0000:00:0${n}.0`, pin: n === 5 ? null : 'A' })),
      wires: [
        { sbdf: '0000:00:01.0', gsi: 16, polarity: 'low' },
        { sbdf: '0000:00:03.0', gsi: 22, polarity: 'high' },
      ],
      ...change,
    },
    'm',
  );

const about = (n: number, topology = machine()): boolean =>
  isTruthful({ topology, scenario: { name: 'x', threads: { a: [`driver.bind 00:0${n}.0`] } } });

test.each([
  [1, true, 'an entry that leads where the wire ends'],
  [2, true, 'a link without a wire'],
  [3, false, 'a link that claims edges'],
  [4, false, 'a pin without an entry'],
  [5, true, 'no pin'],
])('device %i: %j, %s', (n, truthful) => {
  expect(about(n)).toBe(truthful);
});

test.each([
  ['another GSI', { sbdf: '0000:00:01.0', gsi: 17, polarity: 'low' }, 1],
  ['another polarity', { sbdf: '0000:00:01.0', gsi: 16, polarity: 'high' }, 1],
  ['a GSI the link cannot have', { sbdf: '0000:00:02.0', gsi: 17, polarity: 'high' }, 2],
  ['another polarity than the link', { sbdf: '0000:00:02.0', gsi: 20, polarity: 'low' }, 2],
] as const)('a wire to %s', (_, wire, n) => {
  expect(about(n, machine({ wires: [wire] }))).toBe(false);
});

test('a link that offers a line another device drives the other way', () => {
  const topology = machine({
    links: [
      { name: 'LNKA', possible: [20, 16], trigger: 'level', polarity: 'high', current: null },
      { name: 'LNKB', possible: [22], trigger: 'edge', polarity: 'high', current: null },
    ],
  });
  const both = { name: 'x', threads: { a: ['driver.bind 00:01.0', 'driver.bind 00:02.0'] } };
  expect(isTruthful({ topology: machine(), scenario: both })).toBe(true);
  expect(isTruthful({ topology, scenario: both })).toBe(false);
  expect(about(2, topology)).toBe(true);
});
