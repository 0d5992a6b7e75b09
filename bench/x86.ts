import { loadavg } from 'node:os';
import { explore } from '../checker/explore.js';
import { buildSystem } from '../model/build.js';
import { designs } from '../model/designs/index.js';
import type { Design } from '../model/designs/design.js';
import { parseTopology, type TopologyInput } from '../model/hardware/topology.js';
import type { Scenario } from '../model/scenario.js';
import type { Built } from '../model/system.js';
import { properties } from '../properties/index.js';
import { litmus } from '../properties/litmus/scenarios.js';
import { litmusTopologies } from '../properties/litmus/topologies.js';
import { againstNaive, HEAD, HOW } from './against-naive.js';
import { time } from './pairs.js';
import { count, mib, perSecond, seconds, type Part } from './report.js';
import type { Scale } from './scale.js';

const topologies = new Map(litmusTopologies.map((t) => [t.name, parseTopology(t, t.name)]));

const designNamed = (id: string): Design => {
  const design = designs.find((d) => d.id === id);
  if (!design) throw new Error(`no design ${id}`);
  return design;
};

/** A built-in scenario under a design. Throws when there is none of that name. */
export function builtIn(design: string, scenario: string): Built {
  const s = litmus.find((l) => l.name === scenario);
  if (!s) throw new Error(`no built-in scenario ${scenario}`);
  return buildSystem(topologies.get(s.topology)!, designNamed(design), s);
}

const SLOTS_AND_GSIS = [
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

/** Four devices on lines of their own. */
export const FOUR_DEVICES: TopologyInput = {
  format: 'pirqcheck-topology/1',
  name: 'four devices',
  ioapics: [
    { id: 0, gsiBase: 0, pins: 24 },
    { id: 1, gsiBase: 24, pins: 32 },
  ],
  prt: [{ bus: '0000:00', entries: SLOTS_AND_GSIS.map(([device, gsi]) => ({ device, pin: 'A', gsi })) }],
  devices: SLOTS_AND_GSIS.map(([slot]) => ({ sbdf: sbdf(slot), pin: 'A', interruptLine: 10 })),
  wires: SLOTS_AND_GSIS.map(([slot, gsi]) => ({ sbdf: sbdf(slot), gsi, polarity: 'low' })),
};

/** Two lives of a guest's device, whose lines assert, while dom0 binds drivers to the other two devices. */
export const TWO_LIVES: Scenario = {
  name: 'two lives at once',
  threads: {
    'xl-1': life(2, 'dom1'),
    'xl-2': life(4, 'dom2'),
    dom0: [`driver.bind ${sbdf(3)}`, `driver.bind ${sbdf(5)}`],
  },
};

/** Four devices, two guests, two lines that assert. */
const fourDevices = (): Built =>
  buildSystem(parseTopology(FOUR_DEVICES, FOUR_DEVICES.name), designNamed('pvh-6.12-4.20'), TWO_LIVES);

/** The largest system of the catalogue. */
const LARGEST = ['pvh-6.12-4.20', 'T2/round-trip'] as const;

/** The real model, all properties on, against objects in a Set. */
export function x86(scale: Scale): Part {
  const rows: string[][] = [];
  for (const [design, scenario] of [
    LARGEST,
    ['pvh-6.12-4.20', 'T2/back-to-dom0'],
    ['pv-6.12-4.20', 'T2/attach-detach-attach'],
    ['rfc-base', 'T1/two-at-once'],
  ] as const)
    rows.push(againstNaive(`${design} ${scenario}`, builtIn(design, scenario), properties, scale));
  const four = scale.quick ? null : decided();
  return {
    title: 'The x86 model',
    notes: [HOW, `load ${loadavg()[0]!.toFixed(1)}`],
    head: HEAD,
    rows: four ? [...rows, four.row] : rows,
    gates: [
      {
        what: `the largest litmus scenario (${LARGEST.join(' ')}) is decided exhaustively`,
        measured: `${rows[0]![1]} states in ${rows[0]![3]}`,
        met: true,
      },
      {
        what: 'four devices, two guests, two lines asserting: decided exhaustively',
        measured: four ? `${four.row[1]} states in ${four.row[3]}, ${four.row[5]}` : 'left out',
        met: four ? four.exhaustive : null,
      },
    ],
  };
}

function decided(): { row: string[]; exhaustive: boolean } {
  const built = fourDevices();
  let found = explore(built, [], { maxStates: 1 });
  const ms = time(() => (found = explore(built, properties)));
  const row = [
    'four devices, two guests',
    count(found.states),
    count(found.transitions),
    seconds(ms / 1000),
    perSecond((found.states * 1000) / ms),
    mib(process.resourceUsage().maxRSS / 1024),
    '-',
  ];
  return { row, exhaustive: found.limit === undefined };
}
