import { LIBXL_4_17, LINUX_6_1, QEMU_7_2, XEN_4_17, type Design } from './design.js';

/**
 * What threads 000, 001 and 003 argue about: a PVH dom0 with tools that take the Linux irq for a GSI, on a Xen that lets a
 * PVH dom0 map pirqs. Plain 4.17 answers -ENOSYS before any of it shows.
 */
export const rfcBase: Design = {
  id: 'rfc-base',
  title: 'PVH dom0, Linux 6.1, old tools, Xen 4.17 that lets a PVH dom0 map pirqs',
  source: 'threads 000, 001, 003',
  dom0: 'pvh',
  linux: LINUX_6_1,
  xen: { ...XEN_4_17, pvhMapPirq: true },
  qemu: QEMU_7_2,
  libxl: LIBXL_4_17,
};
