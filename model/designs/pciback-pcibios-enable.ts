import { choose } from './combinations.js';
import type { Design } from './design.js';
import { gsiFromIrq } from './gsi-from-irq.js';

/** Section 7.13 of the facts. */
export const pcibackPcibiosEnable: Design = {
  id: 'pciback-pcibios-enable',
  title: 'pcibios_enable_device from pciback',
  proposal: {
    what: 'why not simply call pcibios_enable_device from pciback?',
    by: 'Roger Pau Monné',
    where: 'thread 003',
  },
  objections: [
    {
      text: 'it is called already, and it only sets up: nothing is unmasked',
      by: 'Jiqian Chen',
      where: 'reply to thread 003',
      judged: {
        scenario: 'T1/attach-pin',
        property: 'I2',
        steps: ['pcibios_enable_device 0', 'XEN_DOMCTL_bind_pt_irq 0'],
      },
    },
  ],
  fate: 'no effect',
  versions: [],
  base: 'gsi-from-irq',
  ...choose(gsiFromIrq, { pin: 'pciback-enable' }),
};
