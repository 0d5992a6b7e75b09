/**
 * What never comes about where a question is about nothing, though every operation succeeds: the declared reason of a vacuous
 * cell, by property.
 */
export const neverHappens: Readonly<Record<string, string>> = {
  I1: 'no guest is bound to a line for a device',
  I2: 'nobody is bound to a line',
  I3: 'no pin of a device is configured, or comes configured and is used',
  I4: 'no guest is bound to a line',
  I5: 'no guest has two devices on one line of which one goes',
  I6: 'no guest has a device with a line, nor a right to one',
  I7: 'dom0 has no pirq that could be unmapped',
  I8: 'dom0 unmasks no line',
  I9: 'dom0 is bound to no line',
  I11: 'no pirq is mapped',
  I12: 'nothing is mapped for a guest while the search goes on: the bind itself maps',
  I14: 'no pirq is mapped',
  I15: 'nothing that is counted is used',
  I18: 'nobody claims the device',
  L1: 'nobody attaches the device',
  L2: 'the guest that has the device has no handler for its interrupt',
  L3: 'no guest that has a device is destroyed, and none is detached',
  L4: 'no driver of dom0 waits for an interrupt of the device',
  L5: 'no guest is given a device for the second time',
  A1: 'the device is not made assignable',
  'ARM-I4': 'no DeviceID of the guest leads to a device at the host',
  C1: 'Xen is told of no reset of a function that it has no owner for',
};
