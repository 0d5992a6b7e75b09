import { choose } from './combinations.js';
import type { Design } from './design.js';
import { gsiFromIrq } from './gsi-from-irq.js';

/** Section 7.14 of the facts. */
export const pcibackSetupGsi: Design = {
  id: 'pciback-setup-gsi',
  title: 'setup_gsi only: pciback configures the pin, dom0 is not mapped',
  proposal: {
    what: 'the GSI is just configured from pciback (PHYSDEVOP_setup_gsi), but not mapped',
    by: 'Roger Pau Monné',
    where: 'thread 003',
  },
  objections: [
    {
      text: 'the right is still refused: dom0 has no pirq for the line',
      by: 'Jiqian Chen',
      where: 'later versions of the series of thread 003',
      judged: {
        scenario: 'T1/attach',
        property: 'A1',
        steps: ['PHYSDEVOP_setup_gsi 0', 'XEN_DOMCTL_irq_permission -EPERM'],
      },
    },
    {
      text: 'setup_gsi must not grant it: it is the wrong interface and names no domain',
      by: 'Jan Beulich',
      where: 'later versions of the series of thread 003',
      judged: { notAStateProperty: 'it is about what an interface is for' },
    },
    {
      text: 'a driver of dom0 that comes later is never bound',
      by: 'nobody',
      where: 'section 3.6 of the facts',
      judged: {
        scenario: 'T4/hidden-neighbour',
        property: 'I8',
        steps: ['PHYSDEVOP_setup_gsi 0', 'mp_register_gsi -EEXIST'],
      },
    },
  ],
  fate: 'merged, with gsi_permission',
  versions: [],
  base: 'gsi-from-irq',
  ...choose(gsiFromIrq, { pin: 'pciback-setup-gsi', filter: 'map-setup' }),
};
