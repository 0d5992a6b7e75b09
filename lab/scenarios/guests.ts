import { attach, enable, one, type LabScenario } from './scenario.js';

/** What guests take part in. */
export const guests: readonly LabScenario[] = [
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
  one('destroy-both', 'Two devices on one line in one guest, which is destroyed. (I5, L3)', [
    ...attach('00:06.0', 'dom1'),
    ...attach('00:0a.0', 'dom1'),
    'xl.destroy dom1',
  ]),
  one('neighbour-of-guest', 'A driver of dom0 comes to a line that a guest has. (I8, L6)', [
    ...attach('00:06.0', 'dom1'),
    'driver.bind 00:0a.0',
    'device.assert 00:0a.0',
  ]),
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
