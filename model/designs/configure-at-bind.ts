import { choose } from './combinations.js';
import type { Design } from './design.js';
import { gsiFromIrq } from './gsi-from-irq.js';

/** Section 7.7 of the facts. */
export const configureAtBind: Design = {
  id: 'configure-at-bind',
  title: 'configure at bind: Xen sets up what nobody has, level/low',
  proposal: {
    what: 'PCI interrupts are level and low, so configure any pins that are not set up at bind time',
    by: 'Roger Pau Monné',
    where: 'thread 003',
  },
  objections: [
    {
      text: 'ACPI can say otherwise, and where the guess is wrong it is hard to diagnose: follow what dom0 reads from ACPI',
      by: 'Jan Beulich',
      where: 'thread 003',
      judged: { scenario: 'T8/attach-attributes', property: 'I3', steps: ['mp_register_gsi level low 0'] },
    },
    {
      text: 'the permission is checked in between, and still fails',
      by: 'Stefano Stabellini',
      where: 'thread 003',
      judged: {
        scenario: 'T1/attach',
        property: 'A1',
        steps: ['XEN_DOMCTL_bind_pt_irq 0', 'XEN_DOMCTL_irq_permission -EPERM'],
      },
    },
  ],
  fate: 'not merged',
  versions: [],
  base: 'gsi-from-irq',
  ...choose(gsiFromIrq, { pin: 'at-bind' }),
};
