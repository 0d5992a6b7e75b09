import { LIBXL_4_17, LINUX_6_1, QEMU_7_2, XEN_4_17, type Design } from './design.js';

const versions = { linux: LINUX_6_1, xen: XEN_4_17, qemu: QEMU_7_2, libxl: LIBXL_4_17 };

/** Debian 12 with a PV dom0: where irq == GSI holds by construction. */
export const pv61Xen417: Design = {
  id: 'pv-6.1-4.17',
  title: 'PV dom0, Linux 6.1, Xen 4.17, QEMU 7.2',
  source: 'released',
  dom0: 'pv',
  ...versions,
};

/** The same with a PVH dom0: Xen refuses map_pirq with -ENOSYS, as the lab saw. */
export const pvh61Xen417: Design = {
  id: 'pvh-6.1-4.17',
  title: 'PVH dom0, Linux 6.1, Xen 4.17, QEMU 7.2',
  source: 'released',
  dom0: 'pvh',
  ...versions,
};
