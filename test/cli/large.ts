const GSIS = [
  [2, 28],
  [3, 30],
  [4, 36],
  [5, 38],
] as const;
const sbdf = (slot: number): string => `0000:00:0${slot}.0`;

const life = (slot: number, dom: string): string[] => [
  `xl.assignable-add ${sbdf(slot)}`,
  `xl.attach ${sbdf(slot)} ${dom}`,
  `guest.enable-intx ${sbdf(slot)} ${dom}`,
  `device.assert ${sbdf(slot)}`,
];

/** A system that takes some seconds to search: half a million states. */
export const large = {
  'machine.json': {
    format: 'pirqcheck-topology/1',
    name: 'four devices',
    ioapics: [
      { id: 0, gsiBase: 0, pins: 24 },
      { id: 1, gsiBase: 24, pins: 32 },
    ],
    prt: [{ bus: '0000:00', entries: GSIS.map(([device, gsi]) => ({ device, pin: 'A', gsi })) }],
    devices: GSIS.map(([slot]) => ({ sbdf: sbdf(slot), pin: 'A', interruptLine: 10 })),
    wires: GSIS.map(([slot, gsi]) => ({ sbdf: sbdf(slot), gsi, polarity: 'low' })),
  },
  'lives.json': {
    name: 'two lives at once',
    threads: {
      'xl-1': life(2, 'dom1'),
      'xl-2': life(4, 'dom2'),
      dom0: [`driver.bind ${sbdf(3)}`, `driver.bind ${sbdf(5)}`],
    },
  },
};

/** How it is searched, in a folder with these files. */
export const LARGE =
  'check --topology machine.json --scenario lives.json --design pvh-6.12-4.20 --property I1 L2'.split(' ');
