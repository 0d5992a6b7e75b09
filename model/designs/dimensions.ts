import type { Choices } from './choices.js';
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

const source = (id: 'sysfs-irq' | 'privcmd-sbdf', what: string, privcmdGetGsi: boolean): Value => ({
  id,
  what,
  sets: { linux: { privcmdGetGsi }, qemu: { gsiSource: id }, libxl: { gsiSource: id } },
});

/** Every independent choice, with its values. A combination is one value of each; not all are meaningful (`meaningless`). */
export const DIMENSIONS: readonly Dimension[] = [
  {
    id: 'gsi-source',
    question: 'Where do QEMU and libxl take the number from that they map?',
    values: [
      source('sysfs-irq', 'sysfs irq, a Linux irq number', false),
      source('privcmd-sbdf', 'they ask the kernel for the GSI of an SBDF that pciback has', true),
    ],
  },
  {
    id: 'pin',
    question: 'Who configures the IO-APIC pin of a device that dom0 itself does not use?',
    values: [
      {
        id: 'nobody',
        what: "nobody: only dom0's own unmask configures a pin",
        sets: { linux: { pcibackSetupGsi: false } },
      },
      {
        id: 'pciback-setup-gsi',
        what: 'pciback, with what ACPI says, by PHYSDEVOP_setup_gsi',
        sets: { linux: { pcibackSetupGsi: true } },
      },
    ],
  },
  {
    id: 'permission',
    question: 'How is the line granted to the guest?',
    values: [
      {
        id: 'irq-permission',
        what: "by irq_permission, in the caller's pirq numbers",
        sets: { libxl: { permission: 'irq' } },
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
    question: 'Which of these hypercalls may a PVH dom0 make?',
    values: [
      { id: 'none', what: 'none', sets: { xen: { pvhMapPirq: false, pvhSetupGsi: false } } },
      { id: 'map', what: 'map_pirq and unmap_pirq', sets: { xen: { pvhMapPirq: true, pvhSetupGsi: false } } },
      {
        id: 'map-setup',
        what: 'map_pirq, unmap_pirq and setup_gsi',
        sets: { xen: { pvhMapPirq: true, pvhSetupGsi: true } },
      },
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
    id: 'no-gsi',
    question: 'Can a device without a GSI be passed through?',
    values: [
      { id: 'refused', what: 'no: pciback refuses it', sets: { linux: { missingGsiOk: false } } },
      { id: 'allowed', what: 'yes', sets: { linux: { missingGsiOk: true }, libxl: { missingGsiOk: true } } },
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
  if (dom0 === 'pv') return 'a PV dom0 has irq == GSI and takes part in none of these choices';
  if (qemu.gsiSource !== libxl.gsiSource) return 'QEMU and libxl take different numbers for a GSI';
  if (libxl.gsiSource === 'privcmd-sbdf' && !linux.privcmdGetGsi)
    return 'the tools ask for what the kernel does not answer';
  if (libxl.permission === 'gsi' && libxl.gsiSource === 'sysfs-irq')
    return 'gsi_permission needs a GSI, and sysfs irq is none';
  if (libxl.permission === 'gsi' && !xen.gsiPermission) return 'Xen has no gsi_permission';
  if (linux.pcibackSetupGsi && !xen.pvhSetupGsi)
    return 'pciback may not call setup_gsi, so nothing can be bound';
  return null;
}
