import { EINVAL } from '../errno.js';
import { domLine, domPirq, type Model } from '../model.js';
import type { Dev, Dom, LineIx, PirqIx } from '../numbers.js';
import { Domain } from '../state.js';
import { clearDigl } from './digl.js';
import { archPciCleanPirqs } from './dpci.js';
import { deassignDevice, owns } from './pci-assign.js';
import { unmapDomainPirq } from './pirq.js';

/** Groups the two halves of a domain's destruction touch. */
export const DOMAIN_DESTRUCTION = [
  'xen.domain',
  'xen.pirq',
  'xen.irq',
  'xen.delivery',
  'xen.pin',
  'xen.pdev',
  'xen.caps',
] as const;

/**
 * domain_kill (xen/common/domain.c, Xen 4.20) up to pci_release_devices: the domain is dying, its bindings are removed and
 * its devices quarantined. Mappings and rights survive until `completeDomainDestroy`.
 */
export function domainKill(m: Model, d: Dom): number {
  if (m.xen.domain[d]! >= Domain.DYING) return EINVAL;
  m.xen.domain[d] = Domain.DYING;
  archPciCleanPirqs(m, d);
  for (let dev = 0; dev < m.scope.devices.length; dev++)
    if (owns(m, d, dev as Dev)) deassignDevice(m, dev as Dev, d);
  return 0;
}

/**
 * complete_domain_destroy (xen/common/domain.c, Xen 4.20) -> arch_domain_destroy (xen/arch/x86/domain.c, Xen 4.20) ->
 * free_domain_pirqs (xen/arch/x86/irq.c, Xen 4.20), after the last reference and an RCU period.
 */
export function completeDomainDestroy(m: Model, d: Dom): void {
  for (let p = 0; p < m.scope.pirqs.count; p++) {
    unmapDomainPirq(m, d, p as PirqIx);
    const cell = domPirq(m, d, p as PirqIx);
    m.xen.pirqIrq[cell] = 0;
    m.xen.emuirq[cell] = 0;
    m.xen.pirqEvtchn[cell] = 0;
    m.xen.dpciMapped[cell] = 0;
    clearDigl(m, cell);
  }
  for (let line = 0; line < m.scope.lines.count; line++) {
    m.xen.irqPirq[domLine(m, d, line as LineIx)] = 0;
    m.xen.irqCaps[domLine(m, d, line as LineIx)] = 0;
  }
  m.xen.domain[d] = Domain.DEAD;
}
