import type { Choices } from './choices.js';
import type { Design } from './design.js';
import { DIMENSIONS, type Dimension, type Value } from './dimensions.js';

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
