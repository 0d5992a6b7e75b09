import { EINVAL, ENOSYS, EPERM } from '../errno.js';
import { isServed } from '../hardware/topology.js';
import { domLine, domPirq, type Model } from '../model.js';
import { DOM0, type Dom, type LineIx, type PirqIx } from '../numbers.js';
import { ISA_IRQS } from '../scope.js';
import { isKept } from './pirq.js';

/**
 * XEN_DOMCTL_irq_permission (xen/common/domctl.c, Xen 4.17 and 4.20). `pirq` is a number of the
 * *caller's* pirq space: a PVH dom0 has a pirq only for lines its vIO-APIC bound, hence the -EPERM of thread 003.
 */
export function irqPermission(m: Model, d: Dom, pirq: number, allow: boolean): number {
  const p = m.scope.pirqs.index(pirq);
  const irq = p < 0 ? 0 : m.xen.pirqIrq[domPirq(m, DOM0, p as PirqIx)]!;
  // Roger Pau Monné in thread 003: to be resolved inside Xen, so that a PVH dom0 need not use the line itself.
  const resolved = irq === 0 && m.design.dom0 === 'pvh' && m.design.xen.irqPermissionOf === 'gsi';
  const line = (resolved ? m.scope.lines.index(pirq) : irq - 1) as LineIx;
  if (line < 0) return EPERM;
  if (m.xen.irqCaps[domLine(m, DOM0, line)] === 0) return EPERM;
  setRight(m, d, line, allow);
  return 0;
}

/** Adds or removes the right; removing it waits for the last device on the line where Xen keeps what is bound. */
function setRight(m: Model, d: Dom, line: LineIx, allow: boolean): void {
  if (allow || !isKept(m, d, line)) m.xen.irqCaps[domLine(m, d, line)] = Number(allow);
}

/**
 * XEN_DOMCTL_gsi_permission (xen/arch/x86/domctl.c, Xen 4.20): by GSI, independent of any pirq; it succeeds even for a
 * domain whose pirq is poisoned (lab finding 4). -EINVAL: no IO-APIC; -EPERM: dom0 itself may not.
 */
export function gsiPermission(m: Model, d: Dom, line: LineIx, allow: boolean): number {
  if (!m.design.xen.gsiPermission) return ENOSYS;
  if (!isServed(m.scope.topology, m.scope.lines.of(line))) return EINVAL;
  const irq = gsi2Irq(m, line);
  if (m.xen.irqCaps[domLine(m, DOM0, irq)] === 0) return EPERM;
  setRight(m, d, irq, allow);
  return 0;
}

/** gsi_2_irq (xen/arch/x86/io_apic.c, Xen 4.20): the ISA irq for the target of an interrupt override, else the GSI itself. */
function gsi2Irq(m: Model, line: LineIx): LineIx {
  const gsi = m.scope.lines.of(line);
  const override = m.scope.topology.overrides.find(
    (o) => o.gsi === gsi && o.source !== gsi && o.source < ISA_IRQS,
  );
  const isa = override ? m.scope.lines.index(override.source) : -1;
  return isa < 0 ? line : (isa as LineIx);
}
