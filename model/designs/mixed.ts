import {
  LIBXL_4_17,
  LIBXL_4_20,
  LINUX_6_1,
  LINUX_6_12,
  QEMU_10,
  QEMU_7_2,
  XEN_4_17,
  XEN_4_20,
  type Choices,
} from './choices.js';
import type { Design } from './design.js';
import type { Objection } from './history.js';

/** Installations in the middle of an upgrade: the tools always come with their Xen. */
const xen420 = { linux: LINUX_6_1, xen: XEN_4_20, qemu: QEMU_10, libxl: LIBXL_4_20 };
const xen417 = { linux: LINUX_6_12, xen: XEN_4_17, qemu: QEMU_7_2, libxl: LIBXL_4_17 };
const VERSIONS_420 = ['Linux 6.1', 'Xen 4.20', 'QEMU 10'];
const VERSIONS_417 = ['Linux 6.12', 'Xen 4.17', 'QEMU 7.2'];

function mixed(
  dom0: 'pv' | 'pvh',
  numbers: string,
  choices: Omit<Choices, 'dom0'>,
  versions: readonly string[],
  objections: readonly Objection[],
): Design {
  return {
    id: `${dom0}-${numbers}`,
    title: `${dom0.toUpperCase()} dom0, ${versions.join(', ')}`,
    proposal: { what: 'half of an upgrade', by: 'nobody', where: 'section 0 of the facts' },
    objections,
    fate: 'happens',
    versions,
    base: dom0 === 'pv' ? 'pv-6.12-4.20' : 'pvh-6.12-4.20',
    dom0,
    ...choices,
  };
}

export const pv61Xen420: Design = mixed('pv', '6.1-4.20', xen420, VERSIONS_420, []);
/** The GSI look-up answers -ENOTTY. */
export const pvh61Xen420: Design = mixed('pvh', '6.1-4.20', xen420, VERSIONS_420, [
  {
    text: 'an old kernel cannot tell the GSI, and never sets the pin up',
    by: 'lab',
    where: 'findings of the lab, 6',
    judged: { scenario: 'T1/attach', property: 'A1', steps: ['IOCTL_PRIVCMD_PCIDEV_GET_GSI -ENOTTY'] },
  },
]);
export const pv612Xen417: Design = mixed('pv', '6.12-4.17', xen417, VERSIONS_417, []);
/** No device can be bound to pciback: the reset notification is refused with -ENOSYS, as the lab saw. */
export const pvh612Xen417: Design = mixed('pvh', '6.12-4.17', xen417, VERSIONS_417, [
  {
    text: 'a new kernel on an old Xen can bind nothing to pciback: Xen does not know the reset notification',
    by: 'lab',
    where: 'section 0 of the facts',
    judged: { scenario: 'T1/attach', property: 'A1', steps: ['PHYSDEVOP_pci_device_reset -ENOSYS'] },
  },
]);
