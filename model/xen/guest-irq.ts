import { EBUSY, EINVAL } from '../errno.js';
import { domLine, domPirq, type Model } from '../model.js';
import type { Dom, LineIx, PirqIx } from '../numbers.js';
import { Handler } from '../state.js';

/** Groups a step that binds or unbinds a guest touches. */
export const GUEST_IRQ = ['xen.irq', 'xen.delivery', 'xen.pin', 'xen.pirq'] as const;

/**
 * pirq_guest_bind (xen/arch/x86/irq.c, Xen 4.20), under event_lock and desc->lock. An unprogrammed pin is no obstacle: the
 * bind succeeds, `startup` of no_irq_type does nothing, and the ack type stays NONE until the last guest unbinds.
 * irq_acktype is NONE for edge triggered pins too.
 * Errors: -EINVAL not mapped, -EBUSY somebody does not share.
 */
export function pirqGuestBind(m: Model, d: Dom, p: PirqIx, willShare: boolean): number {
  const irq = m.xen.pirqIrq[domPirq(m, d, p)]!;
  if (irq <= 0) return EINVAL;
  const line = irq - 1;
  if (m.xen.guests[line] === 0) {
    m.xen.shareable[line] = Number(willShare);
    m.xen.ackType[line] = m.xen.pinHandler[line] === Handler.LEVEL ? 1 : 0;
    m.xen.irqDisabled[line] = 0;
    if (m.xen.pinHandler[line] !== Handler.NONE) m.xen.pinMasked[line] = 0;
  } else if (!willShare || m.xen.shareable[line] === 0) return EBUSY;
  m.xen.guests[line]! |= 1 << d;
  return 0;
}

/**
 * pirq_guest_unbind (xen/arch/x86/irq.c, Xen 4.20): removes the domain from the action; the last one leaves the irq shut
 * down and a level triggered pin masked (ioapic_edge_type of xen/arch/x86/io_apic.c has irq_disable_none and
 * irq_shutdown_none: an edge triggered pin stays open). A force-unbound pirq has no descriptor any more, and this is what
 * clears its poisoned entry.
 */
export function pirqGuestUnbind(m: Model, d: Dom, p: PirqIx): void {
  const cell = domPirq(m, d, p);
  const irq = m.xen.pirqIrq[cell]!;
  if (irq < 0) {
    m.xen.pirqIrq[cell] = 0;
    m.xen.irqPirq[domLine(m, d, (-irq - 1) as LineIx)] = 0;
    return;
  }
  if (irq > 0) removeGuest(m, d, (irq - 1) as LineIx);
}

/** pirq_guest_force_unbind (xen/arch/x86/irq.c, Xen 4.20): true if the domain was bound, whoever bound it. */
export function pirqGuestForceUnbind(m: Model, d: Dom, line: LineIx): boolean {
  if ((m.xen.guests[line]! & (1 << d)) === 0) return false;
  removeGuest(m, d, line);
  return true;
}

function removeGuest(m: Model, d: Dom, line: LineIx): void {
  m.xen.guests[line]! &= ~(1 << d);
  m.xen.inFlight[line]! &= ~(1 << d);
  if (m.xen.guests[line] !== 0) return;
  m.xen.shareable[line] = 0;
  m.xen.ackType[line] = 0;
  m.xen.irqDisabled[line] = 1;
  m.xen.edgePending[line] = 0;
  if (m.xen.pinHandler[line] === Handler.LEVEL) m.xen.pinMasked[line] = 1;
}
