import {
  LIBXL_4_17,
  LIBXL_4_20,
  LINUX_6_1,
  LINUX_6_12,
  QEMU_10,
  QEMU_7_2,
  XEN_4_17,
  XEN_4_20,
  type Design,
} from './design.js';

/** Installations in the middle of an upgrade: the tools always come with their Xen. */
const xen420 = { linux: LINUX_6_1, xen: XEN_4_20, qemu: QEMU_10, libxl: LIBXL_4_20 };
const xen417 = { linux: LINUX_6_12, xen: XEN_4_17, qemu: QEMU_7_2, libxl: LIBXL_4_17 };

export const pv61Xen420: Design = {
  id: 'pv-6.1-4.20',
  title: 'PV dom0, Linux 6.1, Xen 4.20, QEMU 10',
  source: 'mixed versions',
  dom0: 'pv',
  ...xen420,
};
/** The GSI look-up answers -ENOTTY. */
export const pvh61Xen420: Design = {
  id: 'pvh-6.1-4.20',
  title: 'PVH dom0, Linux 6.1, Xen 4.20, QEMU 10',
  source: 'mixed versions',
  dom0: 'pvh',
  ...xen420,
};
export const pv612Xen417: Design = {
  id: 'pv-6.12-4.17',
  title: 'PV dom0, Linux 6.12, Xen 4.17, QEMU 7.2',
  source: 'mixed versions',
  dom0: 'pv',
  ...xen417,
};
/** No device can be bound to pciback: the reset notification is refused with -ENOSYS, as the lab saw. */
export const pvh612Xen417: Design = {
  id: 'pvh-6.12-4.17',
  title: 'PVH dom0, Linux 6.12, Xen 4.17, QEMU 7.2',
  source: 'mixed versions',
  dom0: 'pvh',
  ...xen417,
};
