import { choose } from './combinations.js';
import type { Design } from './design.js';
import { sbdfToXen } from './sbdf-to-xen.js';

/**
 * Section 7.4 of the facts with what it lacks. How Xen is to be told was never said: here dom0 tells it whenever it registers the
 * GSI of a device.
 */
export const xenRelation: Design = {
  id: 'xen-relation',
  title: 'SBDF to Xen, with the relation cached there',
  proposal: {
    what: 'dom0 tells Xen the GSI of each device, and Xen caches it for the tools, which pass the SBDF',
    by: 'Roger Pau Monné',
    where: 'thread 001',
  },
  objections: [
    {
      text: 'the relation may be asked for before it is told',
      by: 'nobody',
      where: 'section 7.4 of the facts',
      judged: {
        scenario: 'T1/attach-while-binding',
        property: 'L1',
        steps: [],
        disagrees:
          'dom0 tells it when pciback enables the device, and an attach waits for the device lock in sysfs reset until pciback is done',
      },
    },
    {
      text: 'it configures no pin',
      by: 'nobody',
      where: 'section 7.4 of the facts',
      judged: {
        scenario: 'T1/attach-pin',
        property: 'I2',
        steps: ['PHYSDEVOP_map_pirq SBDF 0', 'XEN_DOMCTL_bind_pt_irq 0'],
      },
    },
  ],
  fate: 'not merged',
  versions: [],
  base: 'sbdf-to-xen',
  ...choose(sbdfToXen, { 'gsi-source': 'xen-relation' }),
};
