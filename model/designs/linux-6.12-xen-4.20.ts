import { LIBXL_4_20, LINUX_6_12, QEMU_10, XEN_4_20 } from './choices.js';
import type { Design } from './design.js';

const choices = { linux: LINUX_6_12, xen: XEN_4_20, qemu: QEMU_10, libxl: LIBXL_4_20 };

/** Debian 13 with a PV dom0. */
export const pv612Xen420: Design = {
  id: 'pv-6.12-4.20',
  title: 'PV dom0, Linux 6.12, Xen 4.20, QEMU 10',
  proposal: {
    what: 'libxl revokes rights and unmaps the interrupt when a device is detached from an HVM guest',
    by: 'Xen',
    where: 'Xen commit 39113a8a23',
  },
  objections: [],
  fate: 'released',
  versions: ['Linux 6.12', 'Xen 4.20', 'QEMU 10'],
  base: 'pv-6.1-4.17',
  dom0: 'pv',
  ...choices,
};
