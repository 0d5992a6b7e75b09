import { choose } from './combinations.js';
import type { Design } from './design.js';
import { gsiFromIrq } from './gsi-from-irq.js';

/** Thread 003: the first of the two issues that Roger Pau Monné names. */
export const resolvedInXen: Design = {
  id: 'resolved-in-xen',
  title: 'permission resolved inside Xen: irq_permission takes the GSI from a PVH dom0',
  proposal: {
    what: 'fix irq_permission to succeed for a PVH dom0, even if dom0 is not using the GSI itself',
    by: 'Roger Pau Monné',
    where: 'thread 003',
  },
  objections: [
    {
      text: 'the check prevents an IRQ from being assigned without the source being configured',
      by: 'Roger Pau Monné',
      where: 'thread 003',
      judged: {
        scenario: 'T1/attach-deliver',
        property: 'L2',
        steps: ['XEN_DOMCTL_bind_pt_irq 0', 'XEN_DOMCTL_irq_permission 0'],
      },
    },
  ],
  fate: 'gsi_permission was added instead',
  versions: [],
  base: 'gsi-from-irq',
  ...choose(gsiFromIrq, { permission: 'resolved-in-xen' }),
};
