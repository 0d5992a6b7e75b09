import { EBUSY, EEXIST, EINVAL, ENOSPC, EPERM } from '../errno.js';
import { domLine, domPirq, ModelBound, type Model } from '../model.js';
import { DOM0, type Dom, type LineIx, type PirqIx } from '../numbers.js';
import { ISA_IRQS } from '../scope.js';
import { pirqGuestForceUnbind } from './guest-irq.js';

/** Groups a step that maps or unmaps a pirq touches. */
export const PIRQ_TABLES = ['xen.pirq', 'xen.caps'] as const;

/** A pirq argument of -1: Xen chooses. */
export const ANY_PIRQ = -1;

/**
 * allocate_and_map_gsi_pirq (xen/arch/x86/irq.c, Xen 4.20) with dom0 as the caller. `index` is the caller's pirq number
 * for a PV dom0 and in effect the GSI for a PVH one; `pirq` a number or ANY_PIRQ. Returns the pirq index or
 * -EINVAL (no such GSI), -EPERM (dom0 may not), -EBUSY/-EEXIST (mapped otherwise), -ENOSPC. Device ownership is not
 * consulted: Xen knows no relation between a GSI and a device.
 */
export function allocateAndMapGsiPirq(m: Model, d: Dom, index: number, pirq: number): number {
  if (index < 0 || index >= m.scope.nrIrqsGsi) return EINVAL;
  const callersPirq = m.scope.pirqs.index(index);
  const mapped = callersPirq < 0 ? 0 : m.xen.pirqIrq[domPirq(m, DOM0, callersPirq as PirqIx)]!;
  const line = mapped > 0 ? ((mapped - 1) as LineIx) : m.scope.lines.index(index);
  if (line < 0) throw new ModelBound(`Xen irq ${index} outside the cone`);
  const p = allocatePirq(m, d, line as LineIx, pirq);
  if (p < 0) return p;
  const ret = mapDomainPirq(m, d, p as PirqIx, line as LineIx);
  return ret < 0 ? ret : p;
}

/** allocate_pirq (xen/arch/x86/irq.c, Xen 4.20) for a GSI. The poison test comes before any permission test (lab finding 3). */
function allocatePirq(m: Model, d: Dom, line: LineIx, pirq: number): number {
  const current = m.xen.irqPirq[domLine(m, d, line)]!;
  if (pirq < 0) {
    if (current < 0) return EBUSY;
    return current > 0 ? current - 1 : getFreePirq(m, d);
  }
  const wanted = m.scope.pirqs.index(pirq);
  if (wanted < 0) throw new ModelBound(`pirq ${pirq} outside the cone`);
  if (current !== 0 && wanted !== current - 1) return EEXIST;
  return wanted;
}

/** get_free_pirq (xen/arch/x86/irq.c, Xen 4.20) for a GSI: the smallest free number from 16 on. */
function getFreePirq(m: Model, d: Dom): number {
  const { pirqs, nrIrqsGsi } = m.scope;
  for (let p = 0; p < pirqs.count; p++) {
    const number = pirqs.of(p as PirqIx);
    const cell = domPirq(m, d, p as PirqIx);
    if (number >= ISA_IRQS && number < nrIrqsGsi && m.xen.pirqIrq[cell] === 0 && m.xen.emuirq[cell] === 0)
      return p;
  }
  return ENOSPC;
}

/**
 * map_domain_pirq (xen/arch/x86/irq.c, Xen 4.20), under event_lock. A conflicting older mapping makes it return 0 without
 * doing anything; success grants the irq to `d`; there is no reference count.
 */
export function mapDomainPirq(m: Model, d: Dom, p: PirqIx, line: LineIx): number {
  if (m.xen.irqCaps[domLine(m, DOM0, line)] === 0) return EPERM;
  const oldIrq = m.xen.pirqIrq[domPirq(m, d, p)]!;
  const oldPirq = m.xen.irqPirq[domLine(m, d, line)]!;
  if ((oldIrq > 0 && oldIrq !== line + 1) || (oldPirq !== 0 && oldPirq !== p + 1)) return 0;
  m.xen.irqCaps[domLine(m, d, line)] = 1;
  m.xen.pirqIrq[domPirq(m, d, p)] = line + 1;
  m.xen.irqPirq[domLine(m, d, line)] = p + 1;
  return 0;
}

/**
 * unmap_domain_pirq (xen/arch/x86/irq.c, Xen 4.20), under pcidevs_lock and event_lock. If the domain is still bound it is
 * unbound by force and both tables keep the pair with negative signs ("poisoned"). Either way the domain loses its right
 * to the irq, dom0 included. -EINVAL: not mapped, or force-unbound before.
 */
export function unmapDomainPirq(m: Model, d: Dom, p: PirqIx): number {
  const cell = domPirq(m, d, p);
  const irq = m.xen.pirqIrq[cell]!;
  if (irq <= 0) return EINVAL;
  const line = (irq - 1) as LineIx;
  if (isKept(m, d, line)) return 0;
  const forced = pirqGuestForceUnbind(m, d, line);
  m.xen.pirqIrq[cell] = forced ? -irq : 0;
  m.xen.irqPirq[domLine(m, d, line)] = forced ? -(p + 1) : 0;
  if (d !== DOM0 || !m.design.xen.hwdomKeepsCaps) m.xen.irqCaps[domLine(m, d, line)] = 0;
  return 0;
}

/** Does Xen keep mapping and right because a device of the guest is bound to the line? Nobody has proposed it. */
export function isKept(m: Model, d: Dom, line: LineIx): boolean {
  if (m.design.xen.unmapBound !== 'keeps') return false;
  const p = m.xen.irqPirq[domLine(m, d, line)]! - 1;
  return p >= 0 && m.xen.digl[domPirq(m, d, p as PirqIx)] !== 0;
}

/** physdev_unmap_pirq (xen/arch/x86/physdev.c, Xen 4.20) called by dom0; the emulated-irq link goes first. */
export function physdevUnmapPirq(m: Model, d: Dom, p: PirqIx): number {
  if (d !== DOM0) m.xen.emuirq[domPirq(m, d, p)] = 0;
  return unmapDomainPirq(m, d, p);
}
