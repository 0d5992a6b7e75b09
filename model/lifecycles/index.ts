import { deviceLife } from './device.js';
import { domainLife } from './domain.js';
import { irqDescriptorLife } from './irq-descriptor.js';
import type { Lifecycle } from './lifecycle.js';
import { pinLife } from './pin.js';
import { pirqLife } from './pirq.js';

export { deviceLife, domainLife, irqDescriptorLife, pinLife, pirqLife };

/** Every lifecycle, in the order reports show them. */
export const lifecycles: readonly Lifecycle[] = [
  deviceLife,
  pinLife,
  pirqLife,
  irqDescriptorLife,
  domainLife,
];
