import { LIBXL_4_20, LINUX_6_12, QEMU_10, XEN_4_20 } from './choices.js';
import type { Design } from './design.js';

/** What was merged for PVH dom0 after threads 000 to 003 (section 7.16 of the facts). Its objections are what the lab found. */
export const pvh612Xen420: Design = {
  id: 'pvh-6.12-4.20',
  title: 'PVH dom0, Linux 6.12, Xen 4.20, QEMU 10: the merged design',
  proposal: {
    what: 'pciback sets the GSI up and remembers it; tools ask for it by SBDF; Xen lets a PVH dom0 map, set up, and grant by GSI',
    by: 'Jiqian Chen',
    where: 'later versions of the series of threads 000, 001 and 003; Linux 6.12, Xen 4.20',
  },
  objections: [
    {
      text: 'pciback first, then a driver of dom0 on that line: -EEXIST ends the unmask, dom0 is never bound',
      by: 'lab',
      where: 'section 3.6 of the facts (I8)',
      judged: { scenario: 'T4/hidden-neighbour', property: 'I8', steps: ['mp_register_gsi -EEXIST'] },
    },
    {
      text: 'two devices on one line in one guest: detaching one unbinds the other, for nothing counts the users',
      by: 'lab',
      where: 'section 8 of the facts (I5)',
      judged: {
        scenario: 'T3/detach-sibling-bound',
        property: 'I5',
        steps: ['PHYSDEVOP_unmap_pirq dom1 pirq 0'],
      },
    },
    {
      text: '... and the guest loses the right to a line that it still owns a device on',
      by: 'lab',
      where: 'section 8 of the facts (I6)',
      judged: {
        scenario: 'T3/detach-sibling-right',
        property: 'I6',
        steps: ['XEN_DOMCTL_gsi_permission revoke'],
      },
    },
    {
      text: '... and can no longer be destroyed: the forced unbind leaves a pirq that nothing can unbind or map',
      by: 'lab',
      where: 'section 3.3 of the facts (I11, L3)',
      judged: {
        scenario: 'T3/detach-sibling-destroy',
        property: 'L3',
        steps: ['XEN_DOMCTL_unbind_pt_irq -EPERM', 'PHYSDEVOP_map_pirq -EBUSY'],
      },
    },
    {
      text: 'a driver used the line and is gone: Xen keeps dom0 bound and the pin unmasked',
      by: 'lab',
      where: 'section 3.6 of the facts (I9)',
      judged: { scenario: 'T1/ghost', property: 'I9', steps: ['pt_irq_create_bind dom0', 'free_irq'] },
    },
    {
      text: 'each look-up of the GSI keeps a reference, so an unbind never resets or releases the device',
      by: 'lab',
      where: 'section 2.9 of the facts (I15)',
      judged: { scenario: 'T1/attach-reference', property: 'I15', steps: ['IOCTL_PRIVCMD_PCIDEV_GET_GSI 0'] },
    },
    {
      text: 'a device without a pin cannot be bound to pciback, and telling Xen of its reset crashes Xen 4.20',
      by: 'lab',
      where: 'findings of the lab, 1',
      judged: {
        scenario: 'T7/hide-function',
        property: 'C1',
        steps: ['PHYSDEVOP_pci_device_reset 0000:00:03.1'],
      },
    },
  ],
  fate: 'merged; these defects are open in Linux 6.12.107 and Xen 4.20',
  versions: ['Linux 6.12', 'Xen 4.20', 'QEMU 10'],
  base: 'rfc-base',
  dom0: 'pvh',
  linux: LINUX_6_12,
  xen: XEN_4_20,
  qemu: QEMU_10,
  libxl: LIBXL_4_20,
};
