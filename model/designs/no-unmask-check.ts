import { choose } from './combinations.js';
import type { Design } from './design.js';
import { gsiFromIrq } from './gsi-from-irq.js';

/** Section 7.6 of the facts. */
export const noUnmaskCheck: Design = {
  id: 'no-unmask-check',
  title: 'no unmask check in vioapic_write_redirent',
  proposal: {
    what: 'drop `unmasked` from the condition: every write of an entry by dom0 registers, maps and binds',
    by: 'Stefano Stabellini',
    where: 'thread 003',
  },
  objections: [
    {
      text: 'trigger and polarity are set up once, and a guest may write all kind of nonsense before it unmasks',
      by: 'Roger Pau Monné',
      where: 'thread 003',
      judged: {
        scenario: 'T1/driver-writes',
        property: 'I3',
        steps: ['vioapic_write_redirent high word', 'mp_register_gsi 0'],
      },
    },
    {
      text: 'have we any guarantee that dom0 has configured a pin that it does not use?',
      by: 'Roger Pau Monné',
      where: 'thread 003',
      judged: {
        scenario: 'T1/attach-pin',
        property: 'I2',
        steps: ['pci_enable_device', 'XEN_DOMCTL_bind_pt_irq 0'],
      },
    },
  ],
  fate: 'rejected',
  versions: [],
  base: 'gsi-from-irq',
  ...choose(gsiFromIrq, { pin: 'every-write' }),
};
