import { LIBXL_4_17, LINUX_6_1, QEMU_7_2, XEN_4_17 } from './choices.js';
import type { Design } from './design.js';

/**
 * Section 7.1 of the facts, what threads 000, 001 and 003 argue about: a PVH dom0 with tools that take the Linux irq for a
 * GSI, on a Xen that lets a PVH dom0 map pirqs. Plain 4.17 answers -ENOSYS before any of it shows.
 */
export const rfcBase: Design = {
  id: 'rfc-base',
  title: 'irq as GSI: PVH dom0, Linux 6.1, old tools, Xen 4.17 that lets a PVH dom0 map pirqs',
  proposal: {
    what: 'tools pass sysfs irq as the GSI, as they always did on a PV dom0',
    by: 'status quo',
    where: 'threads 000, 001, 003',
  },
  objections: [
    {
      text: 'irq numbers are allocated first come, so GSI 38 may get a smaller irq than GSI 28, and then gsi != irq',
      by: 'Jiqian Chen',
      where: 'thread 000',
      judged: {
        scenario: 'T2/irq-as-gsi',
        property: 'I1',
        steps: [
          'acpi_register_gsi GSI 38',
          'sysfs irq 24',
          'PHYSDEVOP_map_pirq index 24',
          'XEN_DOMCTL_bind_pt_irq 0',
        ],
      },
    },
    {
      text: 'the irq is 112, the GSI 28, and Xen refuses what is beyond nr_irqs_gsi',
      by: 'Stefano Stabellini',
      where: 'reply to version 1 of the tools series, 16 Mar 2023',
      judged: {
        scenario: 'msi/many-vectors',
        property: 'A1',
        steps: ['pci_alloc_irq_vectors', 'sysfs irq 57', 'PHYSDEVOP_map_pirq index 57 -EINVAL'],
      },
    },
    {
      text: 'irq_permission looks the pirq up in dom0, which has none for a line it does not use: -EPERM',
      by: 'Jiqian Chen',
      where: 'thread 003',
      judged: {
        scenario: 'T1/attach',
        property: 'A1',
        steps: ['PHYSDEVOP_map_pirq 0', 'XEN_DOMCTL_irq_permission -EPERM'],
      },
    },
    {
      text: 'the GSI of a device that is only passed through is never registered, yet must be configured',
      by: 'Jiqian Chen',
      where: 'thread 003',
      judged: { scenario: 'T1/attach-pin', property: 'I2', steps: ['XEN_DOMCTL_bind_pt_irq 0'] },
    },
  ],
  fate: 'kept for a PV dom0 only',
  versions: [],
  base: 'pvh-6.1-4.17',
  dom0: 'pvh',
  linux: LINUX_6_1,
  xen: { ...XEN_4_17, pvhMapPirq: true },
  qemu: QEMU_7_2,
  libxl: LIBXL_4_17,
};
