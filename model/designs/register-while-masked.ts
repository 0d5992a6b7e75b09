import { choose } from './combinations.js';
import type { Design } from './design.js';
import { gsiFromIrq } from './gsi-from-irq.js';

/** Section 7.10 of the facts. */
export const registerWhileMasked: Design = {
  id: 'register-while-masked',
  title: 'register repeatedly while masked: each write of dom0 reaches the pin',
  proposal: {
    what: 'mp_register_gsi may be called many times, and updates the pin as long as it is masked',
    by: 'Roger Pau Monné',
    where: 'thread 003',
  },
  objections: [
    {
      text: 'it relies on dom0 configuring all possible pins, even if no device of dom0 uses them',
      by: 'Roger Pau Monné',
      where: 'thread 003',
      judged: {
        scenario: 'T1/attach-pin',
        property: 'I2',
        steps: ['pci_enable_device', 'XEN_DOMCTL_bind_pt_irq 0'],
      },
    },
  ],
  fate: 'not merged',
  versions: [],
  base: 'gsi-from-irq',
  ...choose(gsiFromIrq, { pin: 'while-masked' }),
};
