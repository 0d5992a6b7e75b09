import { choose } from './combinations.js';
import type { Design } from './design.js';
import { pvh612Xen420 } from './merged-upstream.js';

/** Section 7.8 of the facts. */
export const mapAtBind: Design = {
  id: 'map-at-bind',
  title: 'map at bind: XEN_DOMCTL_bind_pt_irq takes a GSI from a PVH dom0 (with the tools of 4.20)',
  proposal: {
    what: 'move the call of allocate_and_map_gsi_pirq to bind time',
    by: 'Stefano Stabellini',
    where: 'thread 003',
  },
  objections: [
    {
      text: 'the parameter would be a GSI instead of a mapped IRQ, for PCI only and from a PVH dom0 only',
      by: 'Roger Pau Monné',
      where: 'thread 003',
      judged: {
        scenario: 'wide/gsi-or-pirq',
        property: 'I1',
        steps: [
          'PHYSDEVOP_map_pirq GSI 40 pirq -1',
          'XEN_DOMCTL_bind_pt_irq GSI 16 0',
          'pt_irq_create_bind pirq 16 0',
        ],
      },
    },
  ],
  fate: 'withdrawn by its author: a bad idea',
  versions: [],
  base: 'pvh-6.12-4.20',
  ...choose(pvh612Xen420, { bind: 'gsi-if-pvh' }),
};
