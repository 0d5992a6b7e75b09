import { LINUX_6_1 } from './choices.js';
import type { Design } from './design.js';
import { gsiSysfs } from './gsi-sysfs.js';

/** Section 7.3 of the facts: the tools of `gsi-sysfs` on Linux 6.1. */
export const gsiSysfsFallback: Design = {
  id: 'gsi-sysfs-fallback',
  title: 'sysfs gsi, tools that fall back to irq on a kernel without it',
  proposal: {
    what: 'if there is no gsi sysfs, still use irq',
    by: 'Jiqian Chen',
    where: 'thread 000, QEMU version 4',
  },
  objections: [
    {
      text: 'on a kernel without the attribute the fallback silently is what the series set out to mend',
      by: 'nobody',
      where: 'section 7.3 of the facts',
      judged: {
        scenario: 'T2/irq-as-gsi',
        property: 'I1',
        steps: ['acpi_register_gsi GSI 38', 'sysfs irq 24', 'PHYSDEVOP_map_pirq index 24'],
      },
    },
  ],
  fate: 'not merged',
  versions: [],
  base: 'gsi-sysfs',
  dom0: gsiSysfs.dom0,
  linux: LINUX_6_1,
  xen: gsiSysfs.xen,
  qemu: gsiSysfs.qemu,
  libxl: gsiSysfs.libxl,
};
