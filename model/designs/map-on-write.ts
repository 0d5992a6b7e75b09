import { choose } from './combinations.js';
import type { Design } from './design.js';
import { gsiFromIrq } from './gsi-from-irq.js';

/** Section 7.9 of the facts. */
export const mapOnWrite: Design = {
  id: 'map-on-write',
  title: 'map earlier in the vIO-APIC write, set up and bind at the unmask',
  proposal: {
    what: 'vioapic_write_redirent maps the GSI to dom0 at every write, so that dom0 passes pirq_access_permitted',
    by: 'Stefano Stabellini',
    where: 'thread 003',
  },
  objections: [
    {
      text: 'the check would pass while the pin is not configured, which is not what we want',
      by: 'Roger Pau Monné',
      where: 'thread 003',
      judged: {
        scenario: 'T4/masked-neighbour',
        property: 'L2',
        steps: [
          'vioapic_write_redirent high word',
          'allocate_and_map_gsi_pirq dom0 0',
          'XEN_DOMCTL_irq_permission 0',
        ],
      },
    },
    {
      text: 'it relies on dom0 writing the entry of likely each pin',
      by: 'Roger Pau Monné',
      where: 'thread 003',
      judged: { scenario: 'T1/attach', property: 'A1', steps: ['XEN_DOMCTL_irq_permission -EPERM'] },
    },
  ],
  fate: 'rejected',
  versions: [],
  base: 'gsi-from-irq',
  ...choose(gsiFromIrq, { pin: 'map-on-write' }),
};
