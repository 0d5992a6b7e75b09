import { choose } from './combinations.js';
import type { Design } from './design.js';
import { rfcBase } from './irq-as-gsi.js';

const chosen = choose(rfcBase, { 'gsi-source': 'xen-relation', permission: 'gsi-permission' });

/** Section 7.4 of the facts as it was said: nobody tells Xen the relation. */
export const sbdfToXen: Design = {
  id: 'sbdf-to-xen',
  title: 'SBDF to Xen: tools pass an identifier of the device instead of a GSI',
  proposal: {
    what: 'userspace passes an identifier of the PCI device into the hypervisor',
    by: 'Bjorn Helgaas',
    where: 'thread 001',
  },
  objections: [
    {
      text: 'Xen cannot run AML: the relation of GSI and device must still be passed to it, and cached there',
      by: 'Roger Pau Monné',
      where: 'thread 001',
      judged: { scenario: 'T1/attach', property: 'A1', steps: ['PHYSDEVOP_map_pirq SBDF -ENOENT'] },
    },
  ],
  fate: 'not merged; the SBDF as the key was, but the kernel of dom0 resolves it',
  versions: [],
  base: 'rfc-base',
  ...chosen,
  linux: rfcBase.linux,
};
