import { choose } from './combinations.js';
import type { Design } from './design.js';
import { pv612Xen420 } from './linux-6.12-xen-4.20.js';

/** INTX-13 of the known bugs. */
export const targetHasPirq: Design = {
  id: 'target-has-pirq',
  title: '(un)map_pirq only for HVM targets with pirqs (on a PV dom0)',
  proposal: {
    what: 'let a PVH dom0 (un)map pirqs, but not for HVM domains without them',
    by: 'Xen',
    where: 'Xen commit e42d107d0d',
  },
  objections: [
    {
      text: 'HVM guests have no pirqs by default any more: every attach fails',
      by: 'CI of Xen',
      where: 'Xen commit 90a8f4c7ea',
      judged: { scenario: 'T1/attach', property: 'A1', steps: ['PHYSDEVOP_map_pirq -EOPNOTSUPP'] },
    },
  ],
  fate: 'reverted on the same day',
  versions: [],
  base: 'pv-6.12-4.20',
  ...choose(pv612Xen420, { filter: 'target-has-pirq' }),
};
