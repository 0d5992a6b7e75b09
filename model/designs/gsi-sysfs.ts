import { choose } from './combinations.js';
import type { Design } from './design.js';
import { rfcBase } from './irq-as-gsi.js';

/** Section 7.3 of the facts. */
export const gsiSysfs: Design = {
  id: 'gsi-sysfs',
  title: 'sysfs gsi: the kernel shows the GSI, tools read it',
  proposal: {
    what: 'an attribute gsi beside irq, stored when the device is enabled; QEMU and libxl read it, or irq where there is none',
    by: 'Jiqian Chen',
    where: 'threads 000 (QEMU, version 4) and 001 (kernel, version 4)',
  },
  objections: [
    {
      text: 'userspace only hands the number back to the kernel; pass an identifier of the device, for GSI is an ACPI concept',
      by: 'Bjorn Helgaas',
      where: 'thread 001',
      judged: {
        notAStateProperty:
          'the same calls are made with the same numbers: it is about which interface should carry them',
      },
    },
    {
      text: 'the kernel is only a proxy: it is Xen that wants the number; any place will do that is not specific to Xen',
      by: 'Roger Pau Monné',
      where: 'thread 001',
      judged: { notAStateProperty: 'it is about where the attribute should live' },
    },
    {
      text: 'the right is still refused where dom0 does not use the line itself',
      by: 'Jiqian Chen',
      where: 'thread 003',
      judged: {
        scenario: 'T2/right-of-dom0',
        property: 'A1',
        steps: ['sysfs gsi 38', 'XEN_DOMCTL_irq_permission -EPERM'],
      },
    },
  ],
  fate: 'not merged',
  versions: [],
  base: 'rfc-base',
  ...choose(rfcBase, { 'gsi-source': 'gsi-sysfs' }),
};
