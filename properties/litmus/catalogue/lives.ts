import type { Litmus } from '../litmus.js';

/** What happens to the passed-through device, and the question of each life. */
const lives = (
  dev: string,
): Record<string, Pick<Litmus, 'question' | 'asks'> & { script: readonly string[] }> => {
  const attach = [`xl.attach ${dev} dom1`, `guest.enable-intx ${dev} dom1`, `device.assert ${dev}`];
  const detach = [`xl.detach ${dev} dom1`];
  const add = [`xl.assignable-add ${dev}`];
  return {
    attach: { asks: 'A1', question: 'Can the device be given to a guest?', script: [...add, ...attach] },
    'attach-detach': {
      asks: 'I6',
      question: 'Has the guest the right to the line for as long as it has the device?',
      script: [...add, ...attach, ...detach],
    },
    'attach-detach-attach': {
      asks: 'L5',
      question: 'Can the device be given to the same guest again?',
      script: [...add, ...attach, ...detach, ...attach],
    },
    'attach-destroy': {
      asks: 'L3',
      question: 'Can the guest be destroyed while it has the device?',
      script: [...add, ...attach, 'xl.destroy dom1'],
    },
    'back-to-dom0': {
      asks: 'L4',
      question: 'A device that dom0 never used comes back: does it interrupt there?',
      script: [
        ...add,
        ...attach,
        ...detach,
        `xl.assignable-remove ${dev}`,
        `driver.bind ${dev}`,
        `device.assert ${dev}`,
      ],
    },
    'round-trip': {
      asks: 'L4',
      question: 'A device goes from its driver in dom0 to a guest and back: does it interrupt there?',
      script: [
        `driver.bind ${dev}`,
        ...add,
        ...attach,
        ...detach,
        `xl.assignable-remove ${dev}`,
        `device.assert ${dev}`,
      ],
    },
  };
};

interface Setting {
  readonly topology: string;
  /** The device that is passed through. */
  readonly subject: string;
  readonly given?: readonly string[];
  /** What another thread does meanwhile; the order of enabling is up to the search. */
  readonly meanwhile?: readonly string[];
  /** The second thread of `two-at-once`, and what is asked about both. */
  readonly second: readonly string[];
  readonly asks: string;
  readonly question: string;
}

const settings: readonly Setting[] = [
  {
    topology: 'T1',
    subject: '00:02.0',
    second: ['xl.assignable-add 00:02.0', 'xl.attach 00:02.0 dom2'],
    asks: 'I4',
    question: 'Two guests are given one device at once: is one bound to a line of which it owns nothing?',
  },
  {
    topology: 'T2',
    subject: '00:02.0',
    meanwhile: ['driver.bind 00:03.0'],
    second: ['xl.assignable-add 00:03.0', 'xl.attach 00:03.0 dom1'],
    asks: 'I1',
    question: 'Devices on two lines are given away at once: has each guest the line of its device?',
  },
  {
    topology: 'T3',
    subject: '00:02.0',
    given: ['xl.assignable-add 00:03.0', 'xl.attach 00:03.0 dom1', 'guest.enable-intx 00:03.0 dom1'],
    second: ['xl.assignable-add 00:03.0', 'xl.attach 00:03.0 dom1', 'xl.detach 00:03.0 dom1'],
    asks: 'I5',
    question: 'One device comes while another on its line goes: is its binding left alone?',
  },
  {
    topology: 'T4',
    subject: '00:02.0',
    meanwhile: ['driver.bind 00:03.0', 'device.assert 00:03.0'],
    second: ['driver.bind 00:03.0', 'driver.unbind 00:03.0'],
    asks: 'I9',
    question: 'A driver of dom0 comes and goes on the line: does dom0 stay bound without a handler?',
  },
  {
    topology: 'T5',
    subject: '00:02.0',
    given: ['xl.assignable-add 00:03.0', 'xl.attach 00:03.0 dom2', 'guest.enable-intx 00:03.0 dom2'],
    second: ['xl.assignable-add 00:03.0', 'xl.attach 00:03.0 dom2'],
    asks: 'A1',
    question: 'Two guests are given devices on one line at once: do both get theirs?',
  },
  {
    topology: 'T6',
    subject: '01:02.0',
    meanwhile: ['driver.bind 00:03.0'],
    second: ['xl.assignable-add 00:03.0', 'xl.attach 00:03.0 dom2'],
    asks: 'I1',
    question: 'One of two devices on a line is behind a bridge: has each guest the line of its device?',
  },
  {
    topology: 'T7',
    subject: '00:03.1',
    meanwhile: ['driver.bind 00:03.0'],
    second: ['xl.assignable-add 00:03.0', 'xl.attach 00:03.0 dom1'],
    asks: 'C1',
    question: 'A virtual function and its physical one are given away: does Xen survive it?',
  },
  {
    topology: 'T8',
    subject: '00:02.0',
    second: ['driver.bind 00:02.0'],
    asks: 'I3',
    question: 'pciback and a driver of dom0 meet: is the pin configured as ACPI says?',
  },
];

/** Every life of a passed-through device on every topology: `T1/attach-detach`. */
export const inLives: readonly Litmus[] = settings.flatMap((s) => {
  const { topology, subject, given, meanwhile, second, asks, question } = s;
  const all = lives(subject);
  const single = Object.entries(all).map(([name, life]): Litmus => ({
    name: `${topology}/${name}`,
    topology,
    question: life.question ?? '',
    asks: life.asks ?? '',
    ...(given ? { given } : {}),
    threads: { xl: life.script, ...(meanwhile ? { other: meanwhile } : {}) },
  }));
  const both: Litmus = {
    name: `${topology}/two-at-once`,
    topology,
    question,
    asks,
    threads: { xl: all['attach']!.script.slice(0, 2), 'xl-2': second },
  };
  return [...single, both];
});
