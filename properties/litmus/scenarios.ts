import type { Litmus } from './litmus.js';

/** What happens to the passed-through device in the five scripts of the main job. */
const scripts = (dev: string): Record<string, readonly string[]> => {
  const attach = [`xl.attach ${dev} dom1`, `guest.enable-intx ${dev} dom1`, `device.assert ${dev}`];
  const detach = [`xl.detach ${dev} dom1`];
  const add = [`xl.assignable-add ${dev}`];
  return {
    attach: [...add, ...attach],
    'attach-detach': [...add, ...attach, ...detach],
    'attach-detach-attach': [...add, ...attach, ...detach, ...attach],
    'attach-destroy': [...add, ...attach, 'xl.destroy dom1'],
    // Never in dom0 before: pciback is the first to configure the pin.
    'back-to-dom0': [
      ...add,
      ...attach,
      ...detach,
      `xl.assignable-remove ${dev}`,
      `driver.bind ${dev}`,
      `device.assert ${dev}`,
    ],
    // The dom0 driver had it first, and xl gives it back to that driver.
    'round-trip': [
      `driver.bind ${dev}`,
      ...add,
      ...attach,
      ...detach,
      `xl.assignable-remove ${dev}`,
      `device.assert ${dev}`,
    ],
  };
};

interface Setting {
  readonly topology: string;
  /** The device that is passed through. */
  readonly subject: string;
  readonly given?: readonly string[];
  /** What another thread does meanwhile; the order of enabling is up to the search. */
  readonly meanwhile?: readonly string[];
  /** The second thread of `two-at-once`. */
  readonly second?: readonly string[];
}

const settings: readonly Setting[] = [
  { topology: 'T1', subject: '00:02.0', second: ['xl.assignable-add 00:02.0', 'xl.attach 00:02.0 dom2'] },
  {
    topology: 'T2',
    subject: '00:02.0',
    meanwhile: ['driver.bind 00:03.0'],
    second: ['xl.assignable-add 00:03.0', 'xl.attach 00:03.0 dom1'],
  },
  {
    topology: 'T3',
    subject: '00:02.0',
    given: ['xl.assignable-add 00:03.0', 'xl.attach 00:03.0 dom1', 'guest.enable-intx 00:03.0 dom1'],
    second: ['xl.assignable-add 00:03.0', 'xl.attach 00:03.0 dom1', 'xl.detach 00:03.0 dom1'],
  },
  {
    topology: 'T4',
    subject: '00:02.0',
    meanwhile: ['driver.bind 00:03.0', 'device.assert 00:03.0'],
    second: ['driver.bind 00:03.0', 'driver.unbind 00:03.0'],
  },
  {
    topology: 'T5',
    subject: '00:02.0',
    given: ['xl.assignable-add 00:03.0', 'xl.attach 00:03.0 dom2', 'guest.enable-intx 00:03.0 dom2'],
    second: ['xl.assignable-add 00:03.0', 'xl.attach 00:03.0 dom2'],
  },
  {
    topology: 'T6',
    subject: '01:02.0',
    meanwhile: ['driver.bind 00:03.0'],
    second: ['xl.assignable-add 00:03.0', 'xl.attach 00:03.0 dom2'],
  },
  {
    topology: 'T7',
    subject: '00:03.1',
    meanwhile: ['driver.bind 00:03.0'],
    second: ['xl.assignable-add 00:03.0', 'xl.attach 00:03.0 dom1'],
  },
  { topology: 'T8', subject: '00:02.0', second: ['driver.bind 00:02.0'] },
];

const grid: readonly Litmus[] = settings.flatMap(({ topology, subject, given, meanwhile, second }) => {
  const lives = scripts(subject);
  const single = Object.entries(lives).map(([name, script]): Litmus => ({
    name: `${topology}/${name}`,
    topology,
    ...(given ? { given } : {}),
    threads: { xl: script, ...(meanwhile ? { other: meanwhile } : {}) },
  }));
  const both: Litmus = {
    name: `${topology}/two-at-once`,
    topology,
    threads: { xl: lives['attach-detach']!.slice(0, 2), 'xl-2': second ?? [] },
  };
  return [...single, both];
});

/** Arguments of the threads that need a scenario of their own. */
const named: readonly Litmus[] = [
  {
    name: 'T2/irq-as-gsi',
    topology: 'T2',
    asks: 'I1',
    question: 'GSI 38 is enabled before GSI 28: which line does the guest get? (thread 000)',
    threads: {
      dom0: ['device.enable 00:02.0', 'device.enable 00:03.0'],
      xl: ['xl.assignable-add 00:02.0', 'xl.attach 00:02.0 dom1'],
    },
  },
  {
    name: 'one-ioapic/irq-as-gsi',
    topology: 'one-ioapic',
    asks: 'I1',
    question: 'The same with one IO-APIC, where irq == GSI. (thread 000)',
    threads: {
      dom0: ['device.enable 00:02.0', 'device.enable 00:03.0'],
      xl: ['xl.assignable-add 00:02.0', 'xl.attach 00:02.0 dom1'],
    },
  },
  {
    name: 'T4/hidden-neighbour',
    topology: 'T4',
    asks: 'I8',
    question: 'pciback takes its device at boot; a neighbour on the same line gets its driver later. (I8)',
    given: ['pciback.hide 00:02.0'],
    threads: { dom0: ['driver.bind 00:03.0', 'device.assert 00:03.0'] },
  },
  {
    name: 'T1/ghost',
    topology: 'T1',
    asks: 'I9',
    question: "A driver used the line and is gone; what stays of dom0's binding? (I9)",
    threads: { dom0: ['driver.bind 00:02.0', 'driver.unbind 00:02.0'] },
  },
  {
    name: 'T1/two-attaches',
    topology: 'T1',
    asks: 'I4',
    question: 'Two xl attach the same device to two guests at once. (section 9, race 4)',
    given: ['xl.assignable-add 00:02.0'],
    threads: { 'xl-1': ['xl.attach 00:02.0 dom1'], 'xl-2': ['xl.attach 00:02.0 dom2'] },
  },
  {
    name: 'T3/detach-sibling-destroy',
    topology: 'T3',
    asks: 'L3',
    question: 'Two devices on one line in one guest: one is detached, then the guest is destroyed. (I5, L3)',
    given: [
      'xl.assignable-add 00:02.0',
      'xl.assignable-add 00:03.0',
      'xl.attach 00:02.0 dom1',
      'xl.attach 00:03.0 dom1',
    ],
    threads: { xl: ['xl.detach 00:02.0 dom1', 'xl.destroy dom1'] },
  },
  {
    name: 'T3/detach-sibling-assert',
    topology: 'T3',
    asks: 'L2',
    question:
      'Two devices on one line in one guest: one is detached, the other raises its interrupt. (I5, L2)',
    given: [
      'xl.assignable-add 00:02.0',
      'xl.assignable-add 00:03.0',
      'xl.attach 00:02.0 dom1',
      'xl.attach 00:03.0 dom1',
      'guest.enable-intx 00:03.0 dom1',
    ],
    threads: { xl: ['xl.detach 00:02.0 dom1', 'device.assert 00:03.0'] },
  },
  {
    name: 'T1/detach-paused',
    topology: 'T1',
    question:
      'The guest does not eject the device; the removal is forced after the timeout. (section 9, race 6)',
    paused: ['dom1'],
    threads: { xl: ['xl.assignable-add 00:02.0', 'xl.attach 00:02.0 dom1', 'xl.detach-force 00:02.0 dom1'] },
  },
  {
    name: 'T1/dom0-unmaps',
    topology: 'T1',
    asks: 'I7',
    question: 'A tool in dom0 unmaps the pirq of its own device. (I7)',
    threads: { dom0: ['driver.bind 00:02.0', 'dom0.unmap-pirq 00:02.0'] },
  },
  {
    name: 'T1/unbind-under-use',
    topology: 'T1',
    asks: 'L3',
    question: 'pciback is unbound while a guest has the device. (section 9, race 13)',
    given: ['xl.assignable-add 00:02.0', 'xl.attach 00:02.0 dom1'],
    threads: { dom0: ['pciback.unbind 00:02.0'], xl: ['xl.detach 00:02.0 dom1'] },
  },
];

/** Every built-in scenario. */
export const litmus: readonly Litmus[] = [...grid, ...named];
