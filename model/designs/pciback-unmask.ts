import { choose } from './combinations.js';
import type { Design } from './design.js';
import { gsiFromIrq } from './gsi-from-irq.js';

/** Section 7.5 of the facts. */
export const pcibackUnmask: Design = {
  id: 'pciback-unmask',
  title: "unmask in pciback: dom0's unmask makes Xen register, map and bind",
  proposal: {
    what: 'pciback calls unmask_irq for a device it is given',
    by: 'Jiqian Chen',
    where: 'thread 003, version 2',
  },
  objections: [
    {
      text: 'it binds the line to dom0, which has no handler for it',
      by: 'Roger Pau Monné',
      where: 'thread 003',
      judged: {
        scenario: 'T1/attach-ghost',
        property: 'I9',
        steps: ['unmask_irq', 'pt_irq_create_bind dom0 0'],
      },
    },
    {
      text: 'it seems more of a Xen issue: why is the unmask needed?',
      by: 'Stefano Stabellini',
      where: 'thread 003',
      judged: { notAStateProperty: 'it is about which side should change' },
    },
    {
      text: 'unmask_irq is not for modules',
      by: 'Thomas Gleixner',
      where: 'reply to version 2 of the kernel series',
      judged: { notAStateProperty: 'it is about which functions of Linux may be exported' },
    },
  ],
  fate: 'abandoned in version 3',
  versions: [],
  base: 'gsi-from-irq',
  ...choose(gsiFromIrq, { pin: 'pciback-unmask' }),
};
