import { EINVAL, EPERM } from '../errno.js';
import { domLine, domPirq, type Model } from '../model.js';
import { DOM0, type Dev, type Dom, type LineIx, type PirqIx } from '../numbers.js';
import { addToDigl, clearDigl, inDigl, isDiglEmpty, removeFromDigl } from './digl.js';
import { pirqGuestBind, pirqGuestUnbind } from './guest-irq.js';

/**
 * XEN_DOMCTL_bind_pt_irq for INTx (xen/arch/x86/domctl.c and pt_irq_create_bind, xen/drivers/passthrough/x86/hvm.c,
 * Xen 4.20) called by dom0. The right that is checked is the caller's. A second device on the same pirq only joins the
 * list. A dying domain is not refused.
 */
export function bindPtIrq(m: Model, d: Dom, p: PirqIx, dev: Dev): number {
  const guard = callerMayUse(m, d, p);
  if (guard < 0) return guard;
  const cell = domPirq(m, d, p);
  const first = m.xen.dpciMapped[cell] === 0;
  if (first) {
    const ret = pirqGuestBind(m, d, p, true);
    if (ret < 0) return ret;
    m.xen.dpciMapped[cell] = 1;
  }
  addToDigl(m, cell, dev);
  return 0;
}

/**
 * XEN_DOMCTL_unbind_pt_irq (xen/arch/x86/domctl.c and pt_irq_destroy_bind, xen/drivers/passthrough/x86/hvm.c, Xen 4.20)
 * called by dom0. On a force-unbound pirq the permission test on a negative irq answers -EPERM; -EINVAL: this device is
 * not in the list.
 */
export function unbindPtIrq(m: Model, d: Dom, p: PirqIx, dev: Dev): number {
  const guard = callerMayUse(m, d, p);
  if (guard < 0) return guard;
  const cell = domPirq(m, d, p);
  if (!inDigl(m, cell, dev)) return EINVAL;
  removeFromDigl(m, cell, dev);
  if (m.xen.dpciMapped[cell] !== 0 && isDiglEmpty(m, cell)) {
    pirqGuestUnbind(m, d, p);
    m.xen.dpciMapped[cell] = 0;
  }
  return 0;
}

function callerMayUse(m: Model, d: Dom, p: PirqIx): number {
  const irq = m.xen.pirqIrq[domPirq(m, d, p)]!;
  return irq <= 0 || m.xen.irqCaps[domLine(m, DOM0, (irq - 1) as LineIx)] === 0 ? EPERM : 0;
}

/** pt_irq_create_bind for the hardware domain (vioapic_hwdom_map_gsi's last step): shared only when level triggered. */
export function bindHwdomGsi(m: Model, p: PirqIx, level: boolean): number {
  const ret = pirqGuestBind(m, DOM0, p, level);
  if (ret < 0) return ret;
  m.xen.dpciMapped[domPirq(m, DOM0, p)] = 1;
  return 0;
}

/** arch_pci_clean_pirqs (xen/drivers/passthrough/x86/hvm.c, Xen 4.20): unbinds every pirq that dpci knows. */
export function archPciCleanPirqs(m: Model, d: Dom): void {
  for (let p = 0; p < m.scope.pirqs.count; p++) {
    const cell = domPirq(m, d, p as PirqIx);
    if (m.xen.dpciMapped[cell] === 0) continue;
    pirqGuestUnbind(m, d, p as PirqIx);
    m.xen.dpciMapped[cell] = 0;
    clearDigl(m, cell);
  }
}
