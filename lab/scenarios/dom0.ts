import { enable, one, type LabScenario } from './scenario.js';

/** What happens in dom0 alone. */
export const dom0: readonly LabScenario[] = [
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
