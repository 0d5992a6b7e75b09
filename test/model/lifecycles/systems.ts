import { parseTopology, type Topology, type TopologyInput } from '../../../model/hardware/topology.js';
import type { Scenario } from '../../../model/scenario.js';

const topology = (name: string, input: Partial<TopologyInput>): Topology =>
  parseTopology(
    {
      format: 'pirqcheck-topology/1',
      name,
      ioapics: [
        { id: 0, gsiBase: 0, pins: 24 },
        { id: 1, gsiBase: 24, pins: 32 },
      ],
      prt: [],
      devices: [],
      ...input,
    },
    name,
  );

const direct = (device: number, gsi: number) => ({ device, pin: 'A' as const, gsi });
const wire = (slot: number, gsi: number) => ({
  sbdf: `0000:00:0${slot}.0`,
  gsi,
  polarity: 'low' as const,
});
const device = (slot: number) => ({ sbdf: `0000:00:0${slot}.0`, pin: 'A' as const, msi: 1 });

/** Two lines on the second IO-APIC, and a third device whose GSI is the irq number the first to be enabled gets. */
export const separate = topology('separate', {
  devices: [device(1), device(2), device(3)],
  prt: [{ bus: '0000:00', entries: [direct(1, 38), direct(2, 28), direct(3, 24)] }],
  wires: [wire(1, 38), wire(2, 28), wire(3, 24)],
});

/** Two devices on one line. */
export const shared = topology('shared', {
  devices: [device(1), device(2)],
  prt: [{ bus: '0000:00', entries: [direct(1, 28), direct(2, 28)] }],
  wires: [wire(1, 28), wire(2, 28)],
});

/** A device on an ISA pin, one behind a link with a choice, and a function without interrupt pin that is a VF. */
export const odd = topology('odd', {
  overrides: [{ source: 9, gsi: 9, trigger: 'level', polarity: 'low' }],
  links: [
    { name: 'LNKA', possible: [20, 30], trigger: 'level', polarity: 'high', current: 30 },
    { name: 'LNKB', possible: [40], trigger: 'edge', polarity: 'high', current: null },
  ],
  devices: [
    device(1),
    device(2),
    { sbdf: '0000:00:03.0', pin: null, physfn: '0000:00:02.0' },
    { sbdf: '0000:00:04.0', pin: 'A', interruptLine: 9 },
    device(5),
  ],
  prt: [
    {
      bus: '0000:00',
      entries: [direct(1, 9), { device: 2, pin: 'A', link: 'LNKA' }, { device: 5, pin: 'A', link: 'LNKB' }],
    },
  ],
  wires: [wire(1, 9)],
});

const scenario = (name: string, rest: Omit<Scenario, 'name'>): Scenario => ({ name, ...rest });

/** Systems small enough to be searched whole with every design. */
export const systems: readonly { topology: Topology; scenario: Scenario }[] = [
  {
    topology: separate,
    scenario: scenario('one life', {
      threads: {
        a: [
          'driver.bind 00:01.0',
          'xl.assignable-add 00:01.0',
          'xl.attach 00:01.0 dom1',
          'guest.enable-intx 00:01.0 dom1',
          'device.assert 00:01.0',
          'xl.detach 00:01.0 dom1',
          'xl.assignable-remove 00:01.0',
          'xl.destroy dom1',
        ],
        b: ['driver.bind 00:02.0', 'driver.unbind 00:02.0'],
      },
    }),
  },
  {
    topology: separate,
    scenario: scenario('a number of another line', {
      given: ['evtchn.bind', 'driver.bind-msi 00:03.0'],
      threads: {
        a: ['pciback.bind 00:01.0', 'xl.attach 00:01.0 dom1', 'qemu.kill dom1', 'xl.destroy dom1'],
        b: ['driver.unbind 00:03.0', 'driver.bind 00:03.0'],
      },
    }),
  },
  {
    topology: shared,
    scenario: scenario('two on one line, one domain', {
      given: ['xl.assignable-add 00:01.0', 'xl.assignable-add 00:02.0', 'xl.attach 00:01.0 dom1'],
      threads: {
        a: ['xl.attach 00:02.0 dom1', 'xl.detach 00:01.0 dom1', 'xl.attach 00:01.0 dom1'],
        b: ['guest.enable-intx 00:01.0 dom1', 'device.assert 00:01.0', 'xl.destroy dom1'],
      },
    }),
  },
  {
    topology: shared,
    scenario: scenario('two on one line, two domains, one of them dom0', {
      given: ['driver.bind 00:02.0', 'pciback.bind 00:01.0'],
      threads: {
        a: ['xl.attach 00:01.0 dom1'],
        b: ['xl.attach 00:01.0 dom2'],
        c: ['dom0.unmap-pirq 00:02.0', 'driver.unbind 00:02.0', 'driver.bind 00:02.0'],
      },
    }),
  },
  {
    topology: shared,
    scenario: scenario('pciback taken away', {
      paused: ['dom1'],
      earlyTimeouts: true,
      given: ['pciback.hide 00:01.0'],
      threads: {
        a: ['xl.attach 00:01.0 dom1', 'xl.detach-force 00:01.0 dom1'],
        b: ['pciback.unbind 00:01.0', 'driver.bind 00:01.0', 'toolstack.crash a'],
        c: ['xl.unpause dom1', 'driver.bind 00:02.0'],
      },
    }),
  },
  {
    topology: odd,
    scenario: scenario('ISA pins, links and functions without a pin', {
      threads: {
        a: [
          'driver.bind 00:02.0',
          'driver.unbind 00:02.0',
          'xl.assignable-add 00:03.0',
          'xl.attach 00:03.0 dom1',
        ],
        b: ['driver.bind 00:01.0', 'driver.unbind 00:01.0', 'pciback.bind 00:02.0'],
        c: ['driver.bind 00:04.0'],
      },
    }),
  },
  {
    topology: shared,
    scenario: scenario('enabled by hand under a driver', {
      threads: {
        a: ['driver.bind 00:01.0', 'driver.unbind 00:01.0'],
        b: ['device.enable 00:01.0', 'device.disable 00:01.0', 'device.disable 00:01.0'],
      },
    }),
  },
  {
    topology: shared,
    scenario: scenario('two tools on one device', {
      given: ['pciback.bind 00:01.0'],
      threads: {
        a: ['xl.assignable-add 00:01.0', 'xl.assignable-remove 00:01.0', 'xl.assignable-add 00:01.0'],
        b: ['pciback.unbind 00:01.0', 'driver.bind 00:01.0', 'driver.unbind 00:01.0', 'pciback.bind 00:01.0'],
      },
    }),
  },
  {
    topology: shared,
    scenario: scenario('a guest and a driver on one device', {
      given: ['xl.assignable-add 00:01.0'],
      threads: {
        a: ['xl.attach 00:01.0 dom1', 'xl.destroy dom1'],
        b: ['pciback.unbind 00:01.0', 'driver.bind 00:01.0', 'driver.unbind 00:01.0', 'pciback.bind 00:01.0'],
      },
    }),
  },
  {
    topology: separate,
    scenario: scenario('the number of a line that is configured later', {
      threads: {
        a: ['pciback.bind 00:01.0', 'xl.attach 00:01.0 dom1', 'xl.destroy dom1'],
        b: ['driver.bind 00:03.0', 'evtchn.bind', 'driver.bind-msi 00:02.0'],
      },
    }),
  },
  {
    topology: separate,
    scenario: scenario('a paused guest loses its QEMU', {
      paused: ['dom1'],
      given: ['pciback.bind 00:01.0'],
      threads: {
        a: ['xl.attach 00:01.0 dom1'],
        b: ['qemu.kill dom1', 'xl.unpause dom1', 'xl.destroy dom1'],
        c: ['xl.destroy dom1'],
      },
    }),
  },
  {
    topology: odd,
    scenario: scenario('an edge triggered line', {
      threads: {
        a: ['driver.bind 00:05.0', 'driver.unbind 00:05.0', 'driver.bind 00:05.0'],
        b: ['device.assert 00:05.0'],
      },
    }),
  },
];
