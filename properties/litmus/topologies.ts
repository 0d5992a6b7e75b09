import type { TopologyInput } from '../../model/hardware/topology.js';

const ONE_IOAPIC = [{ id: 0, gsiBase: 0, pins: 24 }];
/** Two IO-APICs, the least on which an irq number can differ from its GSI on a PVH dom0. */
const TWO_IOAPICS = [
  { id: 0, gsiBase: 0, pins: 24 },
  { id: 1, gsiBase: 24, pins: 32 },
];

type Function = { slot: number; gsi: number };
const sbdf = (slot: number): string => `0000:00:${slot.toString(16).padStart(2, '0')}.0`;

/** Single-function devices on bus 0, INTA, each with a `_PRT` entry of its own and wired as firmware says. */
function flat(
  name: string,
  note: string,
  ioapics: TopologyInput['ioapics'],
  functions: Function[],
): TopologyInput {
  return {
    format: 'pirqcheck-topology/1',
    name,
    note,
    ioapics,
    prt: [{ bus: '0000:00', entries: functions.map((f) => ({ device: f.slot, pin: 'A', gsi: f.gsi })) }],
    devices: functions.map((f) => ({ sbdf: sbdf(f.slot), pin: 'A', interruptLine: 10 })),
    wires: functions.map((f) => ({ sbdf: sbdf(f.slot), gsi: f.gsi, polarity: 'low' })),
  };
}

const sharedLine = (name: string, note: string): TopologyInput =>
  flat(name, note, TWO_IOAPICS, [
    { slot: 2, gsi: 28 },
    { slot: 3, gsi: 28 },
  ]);

/** The small topologies of section 8 of the facts. Device 00:02.0 is the one that is passed through. */
export const litmusTopologies: readonly TopologyInput[] = [
  flat('T1', 'one IO-APIC, one device', ONE_IOAPIC, [{ slot: 2, gsi: 17 }]),
  flat('T2', 'two IO-APICs, GSI 38 and GSI 28, and a bystander on GSI 24', TWO_IOAPICS, [
    { slot: 2, gsi: 38 },
    { slot: 3, gsi: 28 },
    { slot: 4, gsi: 24 },
  ]),
  flat('one-ioapic', 'two devices on one IO-APIC: irq == GSI even on a PVH dom0', ONE_IOAPIC, [
    { slot: 2, gsi: 19 },
    { slot: 3, gsi: 17 },
  ]),
  {
    ...flat('msi', 'the passed-through device and another have MSI, the other a lot of it', TWO_IOAPICS, [
      { slot: 2, gsi: 38 },
      { slot: 3, gsi: 28 },
    ]),
    devices: [
      { sbdf: sbdf(2), pin: 'A', interruptLine: 10, msi: 1 },
      { sbdf: sbdf(3), pin: 'A', interruptLine: 11, msi: 32 },
    ],
  },
  {
    ...flat('wide', 'a device on GSI 16, and one on GSI 40 whose irq is 256 on a PVH dom0', TWO_IOAPICS, [
      { slot: 2, gsi: 16 },
      { slot: 3, gsi: 40 },
    ]),
    irqsTakenAtBoot: 232,
  },
  {
    ...flat('no-route', 'a device with a pin that firmware says nothing of', TWO_IOAPICS, []),
    devices: [{ sbdf: sbdf(2), pin: 'A', interruptLine: 0 }],
  },
  {
    ...flat('pinless', 'a device without an interrupt pin', TWO_IOAPICS, []),
    devices: [{ sbdf: sbdf(2), pin: null }],
  },
  {
    ...flat('edge', 'two devices on one line that firmware declares edge triggered', TWO_IOAPICS, []),
    links: [{ name: 'LNKE', possible: [28], trigger: 'edge', polarity: 'low', current: null }],
    prt: [
      {
        bus: '0000:00',
        entries: [
          { device: 2, pin: 'A', link: 'LNKE' },
          { device: 3, pin: 'A', link: 'LNKE' },
        ],
      },
    ],
    devices: [
      { sbdf: sbdf(2), pin: 'A', interruptLine: 10 },
      { sbdf: sbdf(3), pin: 'A', interruptLine: 10 },
    ],
    wires: [
      { sbdf: sbdf(2), gsi: 28, polarity: 'low' },
      { sbdf: sbdf(3), gsi: 28, polarity: 'low' },
    ],
  },
  flat('three', 'three devices on one line, for dom0 and two guests', TWO_IOAPICS, [
    { slot: 2, gsi: 28 },
    { slot: 3, gsi: 28 },
    { slot: 4, gsi: 28 },
  ]),
  sharedLine('T3', 'two devices on one line, for one guest'),
  sharedLine('T4', 'two devices on one line, for dom0 and a guest'),
  sharedLine('T5', 'two devices on one line, for two guests'),
  {
    format: 'pirqcheck-topology/1',
    name: 'T6',
    note: 'a device behind a bridge whose swizzle makes it share with a root device',
    ioapics: TWO_IOAPICS,
    prt: [
      {
        bus: '0000:00',
        entries: [
          { device: 1, pin: 'C', gsi: 28 },
          { device: 3, pin: 'A', gsi: 28 },
        ],
      },
    ],
    bridges: [{ sbdf: '0000:00:01.0', secondary: '0000:01' }],
    // Device 2 behind the bridge, INTA: pin (A + 2) mod 4 = C at the bridge's slot.
    devices: [
      { sbdf: '0000:01:02.0', pin: 'A', interruptLine: 10 },
      { sbdf: '0000:00:03.0', pin: 'A', interruptLine: 10 },
    ],
    wires: [
      { sbdf: '0000:01:02.0', gsi: 28, polarity: 'low' },
      { sbdf: '0000:00:03.0', gsi: 28, polarity: 'low' },
    ],
  },
  {
    format: 'pirqcheck-topology/1',
    name: 'T7',
    note: 'an SR-IOV VF, which has no interrupt pin',
    ioapics: TWO_IOAPICS,
    prt: [{ bus: '0000:00', entries: [{ device: 3, pin: 'A', gsi: 28 }] }],
    devices: [
      { sbdf: '0000:00:03.0', pin: 'A', interruptLine: 10 },
      { sbdf: '0000:00:03.1', pin: null, physfn: '0000:00:03.0' },
    ],
    wires: [{ sbdf: '0000:00:03.0', gsi: 28, polarity: 'low' }],
  },
  {
    format: 'pirqcheck-topology/1',
    name: 'T8',
    note: 'a link-routed device with active-high polarity, as QEMU has them',
    ioapics: TWO_IOAPICS,
    links: [{ name: 'GSIE', possible: [28], trigger: 'level', polarity: 'high', current: null }],
    prt: [{ bus: '0000:00', entries: [{ device: 2, pin: 'A', link: 'GSIE' }] }],
    devices: [{ sbdf: '0000:00:02.0', pin: 'A', interruptLine: 10 }],
    wires: [{ sbdf: '0000:00:02.0', gsi: 28, polarity: 'high' }],
  },
];
