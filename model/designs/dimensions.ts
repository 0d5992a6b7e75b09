import type { Choices, GsiSource } from './choices.js';
import type { Design } from './design.js';

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

const PARTS = ['linux', 'xen', 'qemu', 'libxl'] as const;

/** The value of a dimension that a set of choices takes; null if its components do not agree on one. */
export const valueOf = (choices: Choices, dimension: Dimension): Value | null =>
  dimension.values.find((v) =>
    PARTS.every((part) => {
      const is: Readonly<Record<string, unknown>> = { ...choices[part] };
      return Object.entries(v.sets[part] ?? {}).every(([key, value]) => is[key] === value);
    }),
  ) ?? null;

/** The choices with some values replaced. Throws RangeError for a dimension or a value that does not exist. */
export function choose(base: Choices, picks: Readonly<Record<string, string>>): Choices {
  let { dom0, linux, xen, qemu, libxl } = base;
  for (const [id, value] of Object.entries(picks)) {
    const sets = DIMENSIONS.find((d) => d.id === id)?.values.find((v) => v.id === value)?.sets;
    if (!sets) throw new RangeError(`there is no ${id}=${value}`);
    linux = { ...linux, ...sets.linux };
    xen = { ...xen, ...sets.xen };
    qemu = { ...qemu, ...sets.qemu };
    libxl = { ...libxl, ...sets.libxl };
  }
  return { dom0, linux, xen, qemu, libxl };
}

/** A design of a combination nobody need have discussed, under an id from which `findDesign` makes it again. */
export function combine(base: Design, picks: Readonly<Record<string, string>>): Design {
  const list = Object.entries(picks).map(([d, v]) => `${d}=${v}`);
  return {
    id: [base.id, ...list].join('+'),
    title: `${base.id} with ${list.join(', ')}`,
    proposal: { what: list.join(', '), by: 'nobody', where: 'a combination' },
    objections: [],
    fate: 'not proposed',
    versions: [],
    base: base.id,
    ...choose(base, picks),
  };
}

/** A dimension in which two sets of choices differ; null where a side's components do not agree on a value. */
export interface Change {
  readonly dimension: Dimension;
  readonly from: Value | null;
  readonly to: Value | null;
}

/** What `to` chooses otherwise than `from`. */
export const changes = (from: Choices, to: Choices): readonly Change[] =>
  DIMENSIONS.map((dimension) => ({
    dimension,
    from: valueOf(from, dimension),
    to: valueOf(to, dimension),
  })).filter((c) => c.from !== c.to);

/** Why a combination answers no question of a PVH dom0; null if it does. */
export function meaningless({ dom0, linux, xen, qemu, libxl }: Choices): string | null {
  const asked = libxl.gsiSource;
  if (dom0 === 'pv') return 'a PV dom0 has irq == GSI and takes part in none of these choices';
  if (qemu.gsiSource !== asked) return 'QEMU and libxl take different numbers for a GSI';
  if (asked !== 'sysfs-irq' && linux.tellsGsi !== asked)
    return 'the tools ask for what the kernel does not answer';
  if (libxl.permission === 'gsi' && asked === 'sysfs-irq')
    return 'gsi_permission needs a GSI, and sysfs irq is none';
  if (libxl.permission === 'gsi' && !xen.gsiPermission) return 'Xen has no gsi_permission';
  if (xen.bindTakes !== 'pirq' && asked === 'xen-relation')
    return 'a bind by GSI needs a GSI, and the tools pass SBDFs';
  if (libxl.setsGsiUp && asked === 'xen-relation') return 'libxl cannot set up a GSI that it does not know';
  if (libxl.setsGsiUp && asked === 'sysfs-irq') return 'libxl would set up an irq number';
  const setsUp =
    libxl.setsGsiUp || linux.pcibackPin === 'setup-gsi' || linux.pcibackPin === 'map-and-setup-self';
  if (setsUp && !xen.pvhSetupGsi) return 'setup_gsi is called and not allowed';
  return null;
}
