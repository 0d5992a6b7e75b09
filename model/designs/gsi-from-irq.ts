import { choose } from './combinations.js';
import type { Design } from './design.js';
import { rfcBase } from './irq-as-gsi.js';

/** Section 7.2 of the facts. */
export const gsiFromIrq: Design = {
  id: 'gsi-from-irq',
  title: 'gsi_from_irq: the kernel translates an irq into a GSI',
  proposal: {
    what: 'the kernel records (GSI, irq) when a GSI is registered, and a new call of privcmd translates',
    by: 'Jiqian Chen and Huang Rui',
    where: 'thread 000: versions 1, 2 and 6 of the series',
  },
  objections: [
    {
      text: 'nothing is unregistered: an irq number that is free again still means the GSI it was first given to',
      by: 'Jürgen Groß',
      where: 'reply to version 6 of the kernel series',
      judged: {
        scenario: 'T2/stale-translation',
        property: 'I1',
        steps: [
          'IOCTL_PRIVCMD_GSI_FROM_IRQ irq 24',
          'PHYSDEVOP_map_pirq index 38 0',
          'XEN_DOMCTL_bind_pt_irq 0:03.0 0',
        ],
      },
    },
    {
      text: "sysfs irq is not very consistent: it reports the GSI's irq or the MSI's",
      by: 'Roger Pau Monné',
      where: 'reply to version 1 of the tools series, 15 Mar 2023',
      judged: {
        scenario: 'msi/was-in-use',
        property: 'I1',
        steps: [],
        disagrees:
          "the driver frees its vectors when it is unbound, and pciback's enable stores the irq of the GSI before any tool reads it: what he saw himself on a PV dom0",
      },
    },
    {
      text: 'a GSI is a number of the platform, not an internal reference of Xen',
      by: 'Roger Pau Monné',
      where: 'reply to version 1 of the kernel series, 15 Mar 2023',
      judged: { notAStateProperty: 'it is about how the patch is described' },
    },
  ],
  fate: 'dropped for sysfs gsi, came back in version 6, superseded by a look-up by SBDF',
  versions: [],
  base: 'rfc-base',
  ...choose(rfcBase, { 'gsi-source': 'gsi-from-irq' }),
};
