import type { Choices, GsiSource } from './choices.js';

/** What a value of a dimension sets. */
export interface Patch {
  readonly linux?: Partial<Choices['linux']>;
  readonly xen?: Partial<Choices['xen']>;
  readonly qemu?: Partial<Choices['qemu']>;
  readonly libxl?: Partial<Choices['libxl']>;
}

export interface Value {
  readonly id: string;
  /** In words, one line. */
  readonly what: string;
  readonly sets: Patch;
}

/** One independent choice of a design for a PVH dom0, in all components that take part in it. */
export interface Dimension {
  readonly id: string;
  /** The question the values answer. */
  readonly question: string;
  readonly values: readonly Value[];
}

const source = (id: GsiSource, what: string): Value => ({
  id,
  what,
  sets: {
    linux: { tellsGsi: id === 'sysfs-irq' ? 'nobody' : id },
    qemu: { gsiSource: id },
    libxl: { gsiSource: id },
  },
});

/** Nobody, in all parts. */
const NO_POLICY = {
  linux: { pcibackPin: 'nothing' },
  xen: { vrteWrite: 'on-unmask', unsetPin: 'left' },
  libxl: { setsGsiUp: false },
} as const;

const pin = (id: string, what: string, sets: Patch): Value => ({
  id,
  what,
  sets: {
    linux: { ...NO_POLICY.linux, ...sets.linux },
    xen: { ...NO_POLICY.xen, ...sets.xen },
    libxl: { ...NO_POLICY.libxl, ...sets.libxl },
  },
});

/**
 * Every independent choice, with its values. A combination is one value of each; not all are meaningful (`meaningless`). The first
 * six and `no-gsi` were argued about on the lists; what the others offer nobody has proposed.
 */
export const DIMENSIONS: readonly Dimension[] = [
  {
    id: 'gsi-source',
    question: 'Where do QEMU and libxl take the number from that they map?',
    values: [
      source('sysfs-irq', 'sysfs irq, a Linux irq number'),
      source('gsi-from-irq', 'the kernel translates sysfs irq'),
      source('gsi-sysfs', 'sysfs gsi; where there is none, sysfs irq'),
      source('privcmd-sbdf', 'they ask the kernel for the GSI of an SBDF that pciback has'),
      source('xen-relation', 'they pass the SBDF, and Xen knows its GSI'),
      // xen_pt_need_gsi (hw/xen/xen_pt.c, QEMU 10) reads /sys/hypervisor/guest_type, and libxl does not: run irq-as-gsi of the lab.
      {
        id: 'qemu-irq',
        what: 'libxl asks the kernel for the GSI of an SBDF, QEMU takes dom0 for PV and so sysfs irq',
        sets: {
          linux: { tellsGsi: 'privcmd-sbdf' },
          qemu: { gsiSource: 'sysfs-irq' },
          libxl: { gsiSource: 'privcmd-sbdf' },
        },
      },
    ],
  },
  {
    id: 'pin',
    question: 'Who configures the IO-APIC pin of a device that dom0 itself does not use?',
    values: [
      pin('nobody', "nobody: only dom0's own unmask configures a pin", {}),
      pin('pciback-unmask', 'pciback unmasks the irq', { linux: { pcibackPin: 'unmask-irq' } }),
      pin('pciback-enable', 'pciback calls pcibios_enable_device', {
        linux: { pcibackPin: 'pcibios-enable' },
      }),
      pin('pciback-setup-gsi', 'pciback, with what ACPI says, by PHYSDEVOP_setup_gsi', {
        linux: { pcibackPin: 'setup-gsi' },
      }),
      pin('pciback-map-setup', 'pciback, which maps the line to dom0 as well', {
        linux: { pcibackPin: 'map-and-setup-self' },
      }),
      pin('every-write', 'every write of the entry by dom0, masked or not', { xen: { vrteWrite: 'always' } }),
      pin('map-on-write', 'an unmask, but dom0 is given the line on every write', {
        xen: { vrteWrite: 'maps-always' },
      }),
      pin('while-masked', 'every write of the entry by dom0, again and again until the pin is unmasked', {
        xen: { vrteWrite: 'repeats' },
      }),
      pin('level-low', 'Xen: GSIs from 16 on are level/low until somebody says otherwise', {
        xen: { unsetPin: 'level-low' },
      }),
      pin('at-bind', 'Xen, level/low, when a guest is bound', { xen: { unsetPin: 'at-bind' } }),
      pin('at-map', 'Xen, level/low, when the tools map the line', { xen: { unsetPin: 'at-map' } }),
      pin('toolstack', 'libxl, level/low, by PHYSDEVOP_setup_gsi', { libxl: { setsGsiUp: true } }),
    ],
  },
  {
    id: 'permission',
    question: 'How is the line granted to the guest?',
    values: [
      {
        id: 'irq-permission',
        what: "by irq_permission, in the caller's pirq numbers",
        sets: { libxl: { permission: 'irq' }, xen: { irqPermissionOf: 'callers-pirq' } },
      },
      {
        id: 'resolved-in-xen',
        what: 'by irq_permission, which takes a number that is no pirq of a PVH dom0 for a GSI',
        sets: { libxl: { permission: 'irq' }, xen: { irqPermissionOf: 'gsi' } },
      },
      {
        id: 'gsi-permission',
        what: 'by gsi_permission, in GSIs',
        sets: { libxl: { permission: 'gsi' }, xen: { gsiPermission: true } },
      },
    ],
  },
  {
    id: 'filter',
    question: 'Which of map_pirq, unmap_pirq and setup_gsi may a PVH dom0 call?',
    values: [
      { id: 'none', what: 'none', sets: { xen: { pvhMapPirq: false, pvhSetupGsi: false } } },
      {
        id: 'map',
        what: '(un)map_pirq',
        sets: { xen: { pvhMapPirq: true, pvhSetupGsi: false, mapPirqFor: 'any' } },
      },
      {
        id: 'map-setup',
        what: 'all',
        sets: { xen: { pvhMapPirq: true, pvhSetupGsi: true, mapPirqFor: 'any' } },
      },
      {
        id: 'target-has-pirq',
        what: 'all, but HVM targets must have pirqs',
        sets: { xen: { pvhMapPirq: true, pvhSetupGsi: true, mapPirqFor: 'has-pirq' } },
      },
      {
        id: 'not-self',
        what: 'all, but not to (un)map pirqs of its own',
        sets: { xen: { pvhMapPirq: true, pvhSetupGsi: true, mapPirqFor: 'not-self' } },
      },
    ],
  },
  {
    id: 'bind',
    question: 'What does the bind of the device model take?',
    values: [
      { id: 'pirq', what: 'a pirq that was mapped before', sets: { xen: { bindTakes: 'pirq' } } },
      {
        id: 'gsi-if-pvh',
        what: 'a GSI if the caller is a PVH dom0, which it then maps itself',
        sets: { xen: { bindTakes: 'gsi-if-pvh' } },
      },
      { id: 'gsi', what: 'a GSI, by a new device-model operation', sets: { xen: { bindTakes: 'gsi' } } },
    ],
  },
  {
    id: 'no-gsi',
    question: 'Can a device without a GSI be passed through?',
    values: [
      { id: 'refused', what: 'no: pciback refuses it', sets: { linux: { missingGsiOk: false } } },
      { id: 'allowed', what: 'yes', sets: { linux: { missingGsiOk: true }, libxl: { missingGsiOk: true } } },
    ],
  },
  {
    id: 'eexist',
    question: "What does -EEXIST mean where dom0's unmask registers the GSI?",
    values: [
      { id: 'done', what: 'it is all done', sets: { xen: { eexistAtUnmask: 'done' } } },
      {
        id: 'bind',
        what: 'the pin is configured; dom0 is still to be mapped and bound',
        sets: { xen: { eexistAtUnmask: 'bind' } },
      },
    ],
  },
  {
    id: 'references',
    question: 'What counts the devices of a guest on one line?',
    values: [
      {
        id: 'nothing',
        what: 'nothing',
        sets: { xen: { unmapBound: 'forces' }, libxl: { countsSharers: false } },
      },
      {
        id: 'toolstack',
        what: 'libxl, by its own list',
        sets: { xen: { unmapBound: 'forces' }, libxl: { countsSharers: true } },
      },
      {
        id: 'xen',
        what: 'Xen: mapping and right stay while a device is bound',
        sets: { xen: { unmapBound: 'keeps' }, libxl: { countsSharers: false } },
      },
    ],
  },
  {
    id: 'masked-line',
    question: 'Does dom0 stay bound to a line that it masks?',
    values: [
      { id: 'bound', what: 'yes', sets: { xen: { maskedLine: 'bound' } } },
      { id: 'unbound', what: 'no', sets: { xen: { maskedLine: 'unbound' } } },
    ],
  },
  {
    id: 'hwdom-right',
    question: "Does dom0 lose its right to an irq when dom0's own pirq is unmapped?",
    values: [
      { id: 'lost', what: 'yes, until the next boot', sets: { xen: { hwdomKeepsCaps: false } } },
      { id: 'kept', what: 'no', sets: { xen: { hwdomKeepsCaps: true } } },
    ],
  },
  {
    id: 'failed-attach',
    question: 'What does a failing attach leave behind?',
    values: [
      { id: 'leaves', what: 'all that it did', sets: { libxl: { failedAttach: 'leaves' } } },
      { id: 'undoes', what: 'nothing: it takes it back', sets: { libxl: { failedAttach: 'undoes' } } },
    ],
  },
  {
    id: 'claim',
    question: 'How does libxl claim a device for a guest?',
    values: [
      {
        id: 'check-then-write',
        what: 'it looks, then writes',
        sets: { libxl: { claim: 'check-then-write' } },
      },
      { id: 'transaction', what: 'in one transaction', sets: { libxl: { claim: 'transaction' } } },
    ],
  },
  {
    id: 'unmap-errors',
    question: 'Does an error while unmapping end a detach on a PVH dom0?',
    values: [
      { id: 'abort', what: 'yes, even a forced one', sets: { libxl: { unmapErrors: 'abort' } } },
      { id: 'logged', what: 'no, as on a PV dom0', sets: { libxl: { unmapErrors: 'logged' } } },
    ],
  },
  {
    id: 'lookup-reference',
    question: 'Does a GSI look-up put its reference on the pciback device?',
    values: [
      { id: 'kept', what: 'no (Linux 6.12.107)', sets: { linux: { gsiLookupLeaksKref: true } } },
      { id: 'put', what: 'yes (Linux 6.12.117)', sets: { linux: { gsiLookupLeaksKref: false } } },
    ],
  },
  {
    id: 'vf-record',
    question: 'Does Xen have an owner for an SR-IOV VF of a PVH dom0?',
    values: [
      { id: 'none', what: 'no: vPCI refuses it (Xen 4.20)', sets: { xen: { vpciRefusesVfs: true } } },
      { id: 'dom0', what: 'dom0', sets: { xen: { vpciRefusesVfs: false } } },
    ],
  },
];
