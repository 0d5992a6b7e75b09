import { chosen, given, ignoring, seq, step, type Code } from '../code.js';
import { EINVAL, ESRCH } from '../errno.js';
import { at, devName, domName, domPirq, gsiName, type Context, type Model } from '../model.js';
import type { Dev, Dom, LineIx, PirqIx } from '../numbers.js';
import { Domain } from '../state.js';
import type { Actor } from '../system.js';
import { pcidevGetGsi, gsiLookup } from '../linux/privcmd.js';
import { bindPtIrq, unbindPtIrq } from '../xen/dpci.js';
import { physdevFilter } from '../xen/hypercall-filter.js';
import { GUEST_IRQ } from '../xen/guest-irq.js';
import { gsiPermission, irqPermission } from '../xen/irq-permission.js';
import { mpRegisterGsi } from '../xen/ioapic-pins.js';
import { allocateAndMapGsiPirq, ANY_PIRQ, PIRQ_TABLES, physdevUnmapPirq } from '../xen/pirq.js';

/**
 * The library calls QEMU and libxl share (tools/libs/ctrl, Xen 4.17 and 4.20), one hypercall each. They keep what they
 * learn in the thread's registers `gsi`, `irq` and `pirq`.
 */

/** rcu_lock_domain_by_id (xen/common/domain.c, Xen 4.20): a freed domain is not found, a dying one still is. */
const findDomain = (m: Model, d: Dom): number => (m.xen.domain[d] === Domain.DEAD ? ESRCH : 0);
/** What `findDomain` reads. */
const domainOf = (d: Dom): string => at('xen.domain', d);

/**
 * What sysfs `irq` prints: the first MSI vector while MSI is on, else pci_dev.irq, stale or not (irq_show,
 * drivers/pci/pci-sysfs.c, Linux 6.1).
 */
function sysfsIrq(m: Model, dev: Dev): number {
  const irq = m.linux.msiIrq[dev]! || m.linux.devIrq[dev]!;
  return irq === 0 ? 0 : m.scope.irqs.numbers[irq - 1]!;
}

/** Reads /sys/bus/pci/devices/<sbdf>/irq into the register `irq`; 0 there means the number 0. */
export function readSysfsIrq(c: Context, actor: Actor, dev: Dev): Code {
  const { m, r } = c;
  return step({
    actor,
    fn: 'sysfs irq',
    args: () => `${devName(m, dev)} = ${sysfsIrq(m, dev)}`,
    reads: [at('linux.dev', dev)],
    writes: [],
    run: () => {
      r.irq = sysfsIrq(m, dev) === 0 ? 0 : m.scope.irqs.index(sysfsIrq(m, dev)) + 1;
      return 0;
    },
  });
}

/** The number the register `irq` holds; 0 when none. */
export const irqNumber = (c: Context): number => c.m.scope.irqs.numbers[c.r.irq - 1] ?? 0;

/** The number tools have for a line: the GSI in the register `gsi`, else the irq that they take for one; 0 when none. */
export const foundNumber = (c: Context): number =>
  c.r.gsi === 0 ? irqNumber(c) : c.m.scope.lines.of((c.r.gsi - 1) as LineIx);

/** What mapping a pirq for a domain reads and writes. */
export const pirqMapping = (m: Model, d: Dom): { reads: string[]; writes: string[] } => ({
  reads: [
    at('xen.pirq', 0),
    at('xen.caps', 0),
    domainOf(d),
    ...(m.design.xen.unsetPin === 'at-map' ? ['xen.irq'] : []),
  ],
  writes: [...PIRQ_TABLES.map((g) => at(g, d)), ...(m.design.xen.unsetPin === 'at-map' ? ['xen.pin'] : [])],
});

/**
 * xc_physdev_map_pirq(domid, index, &pirq): a negative pirq is rewritten to `index`. `index` is the number found, cut to
 * 8 bits by a caller (QEMU) whose variable is that small.
 */
export function xcPhysdevMapPirq(c: Context, actor: Actor, d: Dom, truncate: (n: number) => number): Code {
  const { m, r } = c;
  return step({
    actor,
    fn: 'PHYSDEVOP_map_pirq',
    args: () => {
      const number = truncate(foundNumber(c));
      return `${domName(m, d)}, index ${number} (a ${r.gsi === 0 ? 'Linux irq' : 'GSI'}), pirq ${number}`;
    },
    ...pirqMapping(m, d),
    run: () => mapInto(c, d, truncate(foundNumber(c)), truncate(foundNumber(c))),
  });
}

/** xc_physdev_map_pirq_gsi(domid, gsi, -1): `gsi` is the register; Xen chooses the pirq. */
export function xcPhysdevMapPirqGsi(c: Context, actor: Actor, d: Dom): Code {
  const { m, r } = c;
  return step({
    actor,
    fn: 'PHYSDEVOP_map_pirq',
    args: () => `${domName(m, d)}, ${gsiName(m, (r.gsi - 1) as LineIx)}, pirq -1`,
    ...pirqMapping(m, d),
    run: () => mapInto(c, d, m.scope.lines.of((r.gsi - 1) as LineIx), ANY_PIRQ),
  });
}

/** PHYSDEVOP_map_pirq of a GSI for a domain, into the register `pirq`. */
export function mapInto({ m, r }: Context, d: Dom, index: number, pirq: number): number {
  const refused = physdevFilter(m.design, 'map_pirq', d) || findDomain(m, d);
  if (refused < 0) return refused;
  const p = allocateAndMapGsiPirq(m, d, index, pirq);
  if (p < 0) return p;
  r.pirq = p + 1;
  // Thread 003, Stefano Stabellini: the set-up bundled into a hypercall that the tools make anyway.
  if (m.design.xen.unsetPin === 'at-map')
    mpRegisterGsi(m, (m.xen.pirqIrq[domPirq(m, d, p as PirqIx)]! - 1) as LineIx, true, true);
  return 0;
}

const pirqNumber = (c: Context): number => c.m.scope.pirqs.numbers[c.r.pirq - 1] ?? 0;

/** xc_physdev_unmap_pirq(domid, pirq): the register `pirq`. */
export function xcPhysdevUnmapPirq(c: Context, actor: Actor, d: Dom): Code {
  const { m, r } = c;
  return step({
    actor,
    fn: 'PHYSDEVOP_unmap_pirq',
    args: () => `${domName(m, d)}, pirq ${pirqNumber(c)}`,
    reads: [domainOf(d)],
    writes: [...PIRQ_TABLES.map((g) => at(g, d)), ...GUEST_IRQ],
    run: () =>
      physdevFilter(m.design, 'unmap_pirq', d) ||
      findDomain(m, d) ||
      // A number outside the system's cone was never mapped.
      (r.pirq === 0 ? EINVAL : physdevUnmapPirq(m, d, (r.pirq - 1) as PirqIx)),
  });
}

/** xc_pcidev_get_gsi(sbdf) into the register `gsi`. */
export function xcPcidevGetGsi(c: Context, actor: Actor, dev: Dev): Code {
  const { m, r } = c;
  return step({
    actor,
    fn: 'IOCTL_PRIVCMD_PCIDEV_GET_GSI',
    args: devName(m, dev),
    reads: [],
    writes: [gsiLookup(dev)],
    run: () => {
      const line = pcidevGetGsi(m, dev);
      if (line < 0) return line;
      r.gsi = line + 1;
      return 0;
    },
  });
}

/** xc_domain_irq_permission(domid, pirq, allow): a pirq of the caller's. */
export function xcDomainIrqPermission(c: Context, d: Dom, allow: boolean, pirq: () => number): Code {
  const { m } = c;
  return step({
    actor: 'libxl',
    fn: 'XEN_DOMCTL_irq_permission',
    args: () => `${domName(m, d)}, pirq ${pirq()}, ${allow ? 'grant' : 'revoke'}`,
    reads: [at('xen.pirq', 0), at('xen.caps', 0), domainOf(d)],
    writes: [at('xen.caps', d)],
    run: () => findDomain(m, d) || irqPermission(m, d, pirq(), allow),
  });
}

/** Grants or revokes the line in the register `gsi`: by GSI, or by dom0's pirq, which for a line of its vIO-APIC is the same number. */
export const permit = (c: Context, d: Dom, allow: boolean): Code =>
  chosen(() =>
    c.m.design.libxl.permission === 'gsi'
      ? xcDomainGsiPermission(c, d, allow)
      : xcDomainIrqPermission(c, d, allow, () => foundNumber(c)),
  );

/** xc_domain_gsi_permission(domid, gsi, flags). */
function xcDomainGsiPermission(c: Context, d: Dom, allow: boolean): Code {
  const { m, r } = c;
  return step({
    actor: 'libxl',
    fn: 'XEN_DOMCTL_gsi_permission',
    args: () => `${domName(m, d)}, ${gsiName(m, (r.gsi - 1) as LineIx)}, ${allow ? 'grant' : 'revoke'}`,
    reads: [at('xen.caps', 0), domainOf(d)],
    writes: [at('xen.caps', d)],
    run: () => findDomain(m, d) || gsiPermission(m, d, (r.gsi - 1) as LineIx, allow),
  });
}

/** xc_domain_bind_pt_pci_irq: machine_irq is a uint8_t in libxc, so pirqs from 256 on are cut. */
export function xcDomainBindPtPciIrq(c: Context, d: Dom, dev: Dev): Code {
  return seq(
    chosen(() => given(c.m.design.xen.unsetPin === 'at-bind', () => configureUnset(c, d))),
    ptIrqStep(c, 'XEN_DOMCTL_bind_pt_irq', d, dev, bindPtIrq),
  );
}

/** Roger Pau Monné's first idea in thread 003: a bind configures a pin that nobody has, level/low, for PCI interrupts are. */
function configureUnset(c: Context, d: Dom): Code {
  const { m, r } = c;
  const line = (): LineIx => (m.xen.pirqIrq[domPirq(m, d, (r.pirq - 1) as PirqIx)]! - 1) as LineIx;
  return ignoring(
    step({
      actor: 'xen',
      fn: 'mp_register_gsi',
      args: () => `${gsiName(m, line())}, level, low, for ${domName(m, d)}`,
      reads: [at('xen.pirq', d), 'xen.irq'],
      writes: ['xen.pin'],
      run: () => (line() < 0 ? EINVAL : mpRegisterGsi(m, line(), true, true)),
    }),
  );
}

/** xc_domain_unbind_pt_irq, same truncation. */
export function xcDomainUnbindPtIrq(c: Context, d: Dom, dev: Dev): Code {
  return ptIrqStep(c, 'XEN_DOMCTL_unbind_pt_irq', d, dev, unbindPtIrq);
}

/**
 * A bind that takes a GSI, maps it and binds it in one: XEN_DOMCTL_bind_pt_irq with another meaning for a PVH caller (thread 003,
 * after Stefano Stabellini; the pirq is the GSI's number), or a new device-model operation (Roger Pau Monné; Xen chooses the pirq).
 * There is no such interface in Xen. The pirq goes to the register.
 */
export function xcDomainBindGsi(c: Context, d: Dom, dev: Dev): Code {
  const { m, r } = c;
  const dmop = m.design.xen.bindTakes === 'gsi';
  const { reads, writes } = pirqMapping(m, d);
  const map = step({
    actor: 'qemu',
    fn: dmop ? 'XEN_DMOP_bind_pci_gsi' : 'XEN_DOMCTL_bind_pt_irq',
    args: () => `${domName(m, d)}, GSI ${foundNumber(c)}, ${devName(m, dev)}`,
    reads,
    writes,
    run: () => {
      const missing = findDomain(m, d);
      if (missing < 0) return missing;
      // machine_irq of the domctl is a uint8_t.
      const number = dmop ? foundNumber(c) : foundNumber(c) & 0xff;
      const p = allocateAndMapGsiPirq(m, d, number, dmop ? ANY_PIRQ : number);
      if (p < 0) return p;
      r.pirq = p + 1;
      return 0;
    },
  });
  const bind = step({
    actor: 'xen',
    fn: 'pt_irq_create_bind',
    args: () => `${domName(m, d)}, pirq ${pirqNumber(c)}, ${devName(m, dev)}`,
    reads: [at('xen.caps', 0)],
    writes: [...GUEST_IRQ],
    run: () => bindPtIrq(m, d, (r.pirq - 1) as PirqIx, dev),
  });
  return seq(map, bind);
}

function ptIrqStep(c: Context, fn: string, d: Dom, dev: Dev, op: typeof bindPtIrq): Code {
  const { m } = c;
  const narrowed = (): PirqIx => m.scope.pirqs.index(pirqNumber(c) & 0xff) as PirqIx;
  return step({
    actor: 'qemu',
    fn,
    args: () => `${domName(m, d)}, pirq ${pirqNumber(c)}, ${devName(m, dev)}`,
    reads: [at('xen.caps', 0), domainOf(d)],
    writes: [...GUEST_IRQ],
    run: () => findDomain(m, d) || op(m, d, narrowed(), dev),
  });
}
