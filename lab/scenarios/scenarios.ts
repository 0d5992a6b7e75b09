import type { StagedScenario } from '../run/dom0-script.js';

/** A scenario and the machine of the lab it is for. */
export interface LabScenario extends StagedScenario {
  readonly machine: 'flat' | 'bridges' | 'five-lines' | 'far' | 'sriov';
}

const one = (
  name: string,
  question: string,
  lines: readonly string[],
  more: Partial<LabScenario> = {},
): LabScenario => ({
  name,
  machine: 'flat',
  question,
  threads: { dom0: lines },
  ...more,
});

const enable = (...devices: string[]): string[] => devices.map((d) => `device.enable ${d}`);

/** What happens in dom0 alone. */
const dom0: readonly LabScenario[] = [
  one('forward', 'Devices are enabled in the order of their slots: which irq has each?', [
    ...enable('00:03.0', '00:04.0', '00:05.0', '00:06.0', '00:07.0'),
    'driver.bind 00:06.0',
    'device.assert 00:06.0',
  ]),
  one('backward', 'The same in the opposite order, behind an MSI user.', [
    'driver.bind-msi 00:08.0',
    ...enable('00:07.0', '00:06.0', '00:05.0', '00:04.0', '00:03.0'),
    'driver.bind 00:06.0',
    'device.assert 00:06.0',
  ]),
  one('msi-between', 'An MSI user takes irq numbers that were free for a moment.', [
    ...enable('00:07.0', '00:04.0'),
    'device.disable 00:07.0',
    'driver.bind-msi 00:08.0',
    ...enable('00:05.0', '00:03.0'),
    'driver.bind 00:07.0',
    'device.assert 00:07.0',
    'driver.unbind 00:08.0',
    ...enable('00:06.0'),
  ]),
  one('shared', 'Two drivers share a line; one is unbound.', [
    'driver.bind 00:06.0',
    'driver.bind 00:0a.0',
    'device.assert 00:06.0',
    'driver.unbind 00:06.0',
    'device.assert 00:0a.0',
    'driver.unbind 00:0a.0',
  ]),
  one(
    'pciback-first',
    "pciback configures the line, gives the device back, and dom0's driver takes it. (I8)",
    ['pciback.bind 00:06.0', 'pciback.unbind 00:06.0', 'driver.bind 00:06.0', 'device.assert 00:06.0'],
  ),
  one('neighbour', 'pciback has a device; the driver of its neighbour on the line loads later. (I8)', [
    'pciback.bind 00:06.0',
    'driver.bind 00:0a.0',
    'device.assert 00:0a.0',
  ]),
  one('hidden-neighbour', 'The same with pciback.hide= and a neighbour. (I8)', [
    'pciback.hide 00:06.0',
    'driver.bind 00:0a.0',
    'device.assert 00:0a.0',
  ]),
  one('ghost', 'A driver had the line first and is gone; pciback has the device, and gives it back. (I9)', [
    'driver.bind 00:06.0',
    'driver.unbind 00:06.0',
    'pciback.bind 00:06.0',
    'pciback.unbind 00:06.0',
    'driver.bind 00:06.0',
    'device.assert 00:06.0',
  ]),
  one('pinless', 'pciback takes a device that has no interrupt pin.', [
    'pciback.bind 00:0b.0',
    'driver.bind 00:03.0',
  ]),
  one('vf', 'pciback takes a virtual function. (C1)', ['pciback.bind 00:03.1'], { machine: 'sriov' }),
  one(
    'swizzle',
    'Devices behind two bridges are enabled and used in a mixed order.',
    [
      ...enable('02:02.0', '01:03.0', '00:0a.0'),
      'driver.bind 01:01.0',
      'pciback.bind 01:02.0',
      'device.assert 01:01.0',
      'driver.bind 00:0b.0',
      'device.assert 00:0b.0',
    ],
    { machine: 'bridges' },
  ),
  one(
    'swizzle-back',
    'A device behind two bridges goes to pciback and comes back.',
    [
      'pciback.bind 02:02.0',
      'driver.bind 01:03.0',
      'pciback.unbind 02:02.0',
      'driver.bind 02:02.0',
      'device.assert 02:02.0',
      'device.assert 01:03.0',
    ],
    { machine: 'bridges' },
  ),
];

const attach = (device: string, domain: string): string[] => [
  `xl.assignable-add ${device}`,
  `xl.attach ${device} ${domain}`,
];

/** What guests take part in. */
const guests: readonly LabScenario[] = [
  one(
    'attach-paused',
    'A guest that does not run yet gets a device; it is destroyed.',
    [...attach('00:06.0', 'dom1'), 'device.assert 00:06.0', 'xl.destroy dom1'],
    { paused: ['dom1'] },
  ),
  one('round-trip', "dom0's driver, a guest, and dom0's driver again.", [
    'driver.bind 00:06.0',
    'device.assert 00:06.0',
    // The lab's driver takes what it is told to take: pciback could not have the device as long as it is bound.
    'driver.unbind 00:06.0',
    ...attach('00:06.0', 'dom1'),
    'device.assert 00:06.0',
    'xl.detach 00:06.0 dom1',
    'xl.assignable-remove 00:06.0',
    'driver.bind 00:06.0',
    'device.assert 00:06.0',
  ]),
  one('back-to-dom0', "A guest has the device first, then dom0's driver. (I8)", [
    ...attach('00:06.0', 'dom1'),
    'xl.detach 00:06.0 dom1',
    'xl.assignable-remove 00:06.0',
    'driver.bind 00:06.0',
    'device.assert 00:06.0',
  ]),
  one(
    'sibling-detached',
    'Two devices on one line in one guest: one is detached and attached again; the guest is destroyed. (I5, L3)',
    [
      ...attach('00:06.0', 'dom1'),
      ...attach('00:0a.0', 'dom1'),
      'xl.detach 00:06.0 dom1',
      'device.assert 00:0a.0',
      'xl.attach 00:06.0 dom1',
      'xl.destroy dom1',
    ],
  ),
  one('two-lines', 'Two devices on two lines in one guest: one is detached, the other still works.', [
    ...attach('00:06.0', 'dom1'),
    ...attach('00:07.0', 'dom1'),
    'xl.detach 00:06.0 dom1',
    'device.assert 00:07.0',
    'xl.destroy dom1',
  ]),
  one(
    'three-share',
    'dom0 and two guests share a line; one guest is destroyed.',
    [
      'driver.bind 00:02.0',
      ...attach('00:06.0', 'dom1'),
      ...attach('00:0a.0', 'dom2'),
      'device.assert 00:02.0',
      'xl.destroy dom1',
      'xl.assignable-remove 00:06.0',
      'driver.bind 00:06.0',
      'device.assert 00:06.0',
    ],
    { paused: ['dom1', 'dom2'] },
  ),
  one(
    'detach-paused',
    'A guest that does not run yet cannot eject its device; it is taken away by force. (I4, I6, I11)',
    [...attach('00:06.0', 'dom1'), 'xl.detach-force 00:06.0 dom1', 'xl.destroy dom1'],
    { paused: ['dom1'] },
  ),
  one('attach', 'A guest that does not run yet gets a device. (L1)', attach('00:06.0', 'dom1'), {
    paused: ['dom1'],
  }),
  one('pinless-attach', 'A guest gets a device that has no interrupt pin. (A1)', attach('00:0b.0', 'dom1'), {
    paused: ['dom1'],
  }),
  one(
    'far',
    'A guest gets a device whose GSI does not fit in eight bits. (I1, I2, I10, I12)',
    [...attach('00:06.0', 'dom1'), 'device.assert 00:06.0'],
    { machine: 'far', paused: ['dom1'] },
  ),
  one(
    'irq-as-gsi',
    "QEMU takes irqs for GSIs: one device's is the GSI of a device of dom0, the other's nobody's. (I1, I2, I10, I12)",
    [
      'driver.bind 00:1c.0',
      ...enable('00:04.0', '00:05.0', '00:06.0', '00:03.0'),
      'xl.assignable-add 00:06.0',
      'xl.assignable-add 00:03.0',
      'xl.attach 00:06.0 dom1',
      'xl.attach 00:03.0 dom1',
      'device.assert 00:06.0',
      'device.assert 00:1c.0',
    ],
    { machine: 'five-lines', paused: ['dom1'], pretendPv: true },
  ),
  one(
    'qemu-dies',
    "A guest's QEMU is killed, and its device taken away by force. (I4, I6, I11)",
    [
      ...attach('00:06.0', 'dom1'),
      'qemu.kill dom1',
      'xl.detach-force 00:06.0 dom1',
      'device.assert 00:06.0',
      'xl.destroy dom1',
    ],
    { paused: ['dom1'] },
  ),
  one('unbind-under-use', 'pciback lets go of a device that a guest has. (I6, L1)', [
    ...attach('00:06.0', 'dom1'),
    'pciback.unbind 00:06.0',
    'xl.detach 00:06.0 dom1',
  ]),
  one(
    'attach-twice',
    'A device that a guest has is attached to another. (I18)',
    [...attach('00:06.0', 'dom1'), 'xl.attach 00:06.0 dom2', 'xl.destroy dom1'],
    { paused: ['dom1', 'dom2'] },
  ),
];

const ADD = 'xl.assignable-add 00:06.0';
const ATTACH = 'xl.attach 00:06.0 dom1';
const ATTACH_2 = 'xl.attach 00:06.0 dom2';

/** Races: what comes of them depends on who is faster, and the model must have a run for whatever did. */
const atOnce: readonly LabScenario[] = [
  one('two-attaches', 'Two xl attach one device to two guests at once. (I4, I18)', [], {
    given: [ADD],
    threads: { 'xl-1': [ATTACH], 'xl-2': [ATTACH_2] },
    paused: ['dom1', 'dom2'],
  }),
  one('sibling-at-once', 'A device comes while another on its line goes. (A1, I5)', [], {
    given: [...attach('00:0a.0', 'dom1'), ADD],
    threads: { 'xl-1': [ATTACH], 'xl-2': ['xl.detach 00:0a.0 dom1'] },
  }),
  one(
    'sibling-meanwhile',
    'The same, but the detach falls between what QEMU and what libxl do. (A1, I5)',
    [],
    {
      given: [...attach('00:0a.0', 'dom1'), ADD],
      threads: { 'xl-1': [ATTACH], 'xl-2': ['xl.detach 00:0a.0 dom1'] },
      hold: 'others-end',
    },
  ),
  one('crash-while-attaching', 'xl is killed while it attaches, when QEMU has done its part. (I4, I6)', [], {
    given: [ADD],
    threads: { xl: [ATTACH], kill: ['toolstack.crash xl'] },
    paused: ['dom1'],
    hold: 'others-end',
  }),
  one(
    'unbind-while-attaching',
    'pciback lets go of a device between the two look-ups of an attach. (I4, I6, L1)',
    [],
    {
      given: [ADD],
      threads: { xl: [ATTACH], dom0: ['pciback.unbind 00:06.0'] },
      paused: ['dom1'],
      hold: 'others-end',
    },
  ),
  one('attach-while-destroying', 'A guest is destroyed between what QEMU and what libxl do. (I4, L1)', [], {
    given: [ADD],
    threads: { 'xl-1': [ATTACH], 'xl-2': ['xl.destroy dom1'] },
    paused: ['dom1'],
    hold: 'others-end',
  }),
  one(
    'attach-before-kill',
    'A guest gets a device while it is destroyed, after its devices have been taken away. (I18)',
    [],
    {
      given: [ADD],
      threads: { 'xl-1': [ATTACH], 'xl-2': ['xl.destroy dom1'] },
      paused: ['dom1'],
      hold: 'guest-paused',
    },
  ),
  one(
    'destroy-and-reuse',
    'A device is attached to a guest while the one that has it is destroyed. (I18)',
    [],
    {
      given: attach('00:06.0', 'dom1'),
      threads: { 'xl-1': ['xl.destroy dom1'], 'xl-2': [ATTACH_2] },
      paused: ['dom1', 'dom2'],
    },
  ),
];

/** Everything the lab runs, by name. */
export const labScenarios: readonly LabScenario[] = [...dom0, ...guests, ...atOnce];
