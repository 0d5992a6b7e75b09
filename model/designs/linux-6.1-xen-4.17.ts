import { LIBXL_4_17, LINUX_6_1, QEMU_7_2, XEN_4_17 } from './choices.js';
import type { Design } from './design.js';

const versions = ['Linux 6.1', 'Xen 4.17', 'QEMU 7.2'];
const choices = { linux: LINUX_6_1, xen: XEN_4_17, qemu: QEMU_7_2, libxl: LIBXL_4_17 };

/** Debian 12 with a PV dom0: where irq == GSI holds by construction. */
export const pv61Xen417: Design = {
  id: 'pv-6.1-4.17',
  title: 'PV dom0, Linux 6.1, Xen 4.17, QEMU 7.2',
  proposal: {
    what: 'Linux keeps the whole GSI range of irq numbers for GSIs, so tools may pass an irq as a GSI',
    by: 'Linux and Xen',
    where: 'xen_register_gsi, arch/x86/pci/xen.c',
  },
  objections: [],
  fate: 'released',
  versions,
  base: null,
  dom0: 'pv',
  ...choices,
};

/** The same with a PVH dom0: Xen refuses map_pirq with -ENOSYS, as the lab saw. */
export const pvh61Xen417: Design = {
  id: 'pvh-6.1-4.17',
  title: 'PVH dom0, Linux 6.1, Xen 4.17, QEMU 7.2',
  proposal: {
    what: 'a PVH dom0 configures its lines through the emulated IO-APIC and needs no pirqs',
    by: 'Roger Pau Monné',
    where: 'vioapic_hwdom_map_gsi, xen/arch/x86/hvm/vioapic.c',
  },
  objections: [
    {
      text: 'the hypercall filter looks at the caller: a PVH dom0 cannot map a pirq for its guests at all',
      by: 'Jiqian Chen',
      where: 'Xen commit 035baa203b',
      judged: { scenario: 'T1/attach', property: 'A1', steps: ['PHYSDEVOP_map_pirq -ENOSYS'] },
    },
  ],
  fate: 'released; passthrough from a PVH dom0 works from Xen 4.20 and Linux 6.12 on',
  versions,
  base: 'pv-6.1-4.17',
  dom0: 'pvh',
  ...choices,
};
