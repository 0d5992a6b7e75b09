import { given, nothing, seq, step, when, type Code } from '../code.js';
import type { GsiSource } from '../designs/choices.js';
import { EINVAL, ENOENT, ENOTTY } from '../errno.js';
import { at, devName, domName, type Context } from '../model.js';
import type { Dev, Dom, LineIx } from '../numbers.js';
import type { Actor } from '../system.js';
import { gsiFromIrq } from '../linux/gsi-from-irq.js';
import {
  irqNumber,
  mapInto,
  pirqMapping,
  readSysfsIrq,
  xcPcidevGetGsi,
  xcPhysdevMapPirq,
  xcPhysdevMapPirqGsi,
} from './libxc.js';
import { ANY_PIRQ } from '../xen/pirq.js';

/** Where the tools of a system take the number from; a PV dom0 has irq == GSI and never asks. */
export const sourceOf = (c: Context, tool: 'qemu' | 'libxl'): GsiSource =>
  c.m.design.dom0 === 'pv' ? 'sysfs-irq' : c.m.design[tool].gsiSource;

/** Does the source give a number that the tools then map to the pirq of the same number? */
export const isNumber = (source: GsiSource): boolean =>
  source === 'sysfs-irq' || source === 'gsi-from-irq' || source === 'gsi-sysfs';

/** Finds the device's line: in the register `gsi`, or, where an irq is taken for a GSI, in `irq`; both 0 where there is none. */
export function findGsi(c: Context, actor: Actor, dev: Dev, source: GsiSource): Code {
  const { m, r } = c;
  switch (source) {
    case 'sysfs-irq':
      return readSysfsIrq(c, actor, dev);
    case 'gsi-from-irq':
      return seq(
        readSysfsIrq(c, actor, dev),
        when(() => r.irq !== 0, xcPhysdevGsiFromIrq(c, actor)),
      );
    case 'gsi-sysfs':
      return given(
        m.design.linux.tellsGsi === 'gsi-sysfs',
        () => readSysfsGsi(c, actor, dev),
        () => readSysfsIrq(c, actor, dev),
      );
    case 'privcmd-sbdf':
      return xcPcidevGetGsi(c, actor, dev);
    case 'xen-relation':
      return nothing;
  }
}

/** Maps what `findGsi` found, into the register `pirq`; numbers are cut to the size of the caller's variable. */
export function mapFound(
  c: Context,
  actor: Actor,
  d: Dom,
  dev: Dev,
  source: GsiSource,
  truncate: (n: number) => number = (n) => n,
): Code {
  if (isNumber(source)) return xcPhysdevMapPirq(c, actor, d, truncate);
  return source === 'xen-relation' ? mapBySbdf(c, actor, d, dev) : xcPhysdevMapPirqGsi(c, actor, d);
}

/** xc_physdev_gsi_from_irq, IOCTL_PRIVCMD_GSI_FROM_IRQ (versions 1, 2 and 6 of the series of thread 000). */
function xcPhysdevGsiFromIrq(c: Context, actor: Actor): Code {
  const { m, r } = c;
  return step({
    actor,
    fn: 'IOCTL_PRIVCMD_GSI_FROM_IRQ',
    args: () => `irq ${irqNumber(c)}`,
    reads: ['linux.gsi'],
    writes: [],
    run: () => {
      if (m.design.linux.tellsGsi !== 'gsi-from-irq') return ENOTTY;
      const line = gsiFromIrq(m, r.irq - 1);
      if (line < 0) return EINVAL;
      r.gsi = line + 1;
      return 0;
    },
  });
}

/** sysfs `gsi` (gsi_show, version 4 of the kernel series of thread 001): what the last enable stored, enabled or not. */
function readSysfsGsi(c: Context, actor: Actor, dev: Dev): Code {
  const { m, r } = c;
  return step({
    actor,
    fn: 'sysfs gsi',
    args: () => `${devName(m, dev)} = ${m.scope.lines.numbers[m.linux.devGsi[dev]! - 1] ?? 0}`,
    reads: [at('linux.dev', dev)],
    writes: [],
    run: () => {
      r.gsi = m.linux.devGsi[dev]!;
      return 0;
    },
  });
}

/** A map_pirq that takes an SBDF, as thread 001 has it: Xen looks up the GSI that it was told. -ENOENT: it was told none. */
function mapBySbdf(c: Context, actor: Actor, d: Dom, dev: Dev): Code {
  const { m, r } = c;
  const { reads, writes } = pirqMapping(c.m, d);
  return step({
    actor,
    fn: 'PHYSDEVOP_map_pirq',
    args: `${domName(m, d)}, SBDF ${devName(m, dev)}, pirq -1`,
    reads: [...reads, at('xen.relation', dev)],
    writes,
    run: () => {
      const line = m.xen.relation[dev]! - 1;
      if (line < 0) return ENOENT;
      const ret = mapInto(c, d, m.scope.lines.of(line as LineIx), ANY_PIRQ);
      if (ret >= 0) r.gsi = line + 1;
      return ret;
    },
  });
}
