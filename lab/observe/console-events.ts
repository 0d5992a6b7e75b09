import type { Event } from '../../checker/validate/recording.js';

/**
 * What Xen logs by itself: pt_irq_create_bind (xen/drivers/passthrough/x86/hvm.c, Xen 4.20) prints `d1: bind: m_gsi=16
 * g_gsi=28 dev=00.00.3 intx=0`, where m_gsi is the pirq. Where the hypervisor's console is not echoed there are none.
 */
export function consoleEvents(messages: readonly string[]): Event[] {
  return messages.flatMap((raw): Event[] => {
    const m = /^(?:XEN|\(XEN\)) d(\d+): bind: m_gsi=(\d+) g_gsi=(\d+)/.exec(raw);
    if (!m) return [];
    const says = { domain: `dom${m[1]}`, pirq: Number(m[2]), 'guest gsi': Number(m[3]) };
    return [{ source: 'console', call: 'pt_irq_create_bind', says, raw }];
  });
}
