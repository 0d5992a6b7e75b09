import { LIBXL_4_20, LINUX_6_12, QEMU_10, XEN_4_20, type Design } from './design.js';

const versions = { linux: LINUX_6_12, xen: XEN_4_20, qemu: QEMU_10, libxl: LIBXL_4_20 };

/** Debian 13 with a PV dom0. */
export const pv612Xen420: Design = {
  id: 'pv-6.12-4.20',
  title: 'PV dom0, Linux 6.12, Xen 4.20, QEMU 10',
  source: 'released',
  dom0: 'pv',
  ...versions,
};

/** What was merged for PVH dom0 after threads 000 to 003 (section 7.16 of the facts). */
export const pvh612Xen420: Design = {
  id: 'pvh-6.12-4.20',
  title: 'PVH dom0, Linux 6.12, Xen 4.20, QEMU 10: the merged design',
  source: 'released; thread 003 and its later versions',
  dom0: 'pvh',
  ...versions,
};
