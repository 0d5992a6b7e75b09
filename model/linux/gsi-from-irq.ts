import type { Model } from '../model.js';
import type { LineIx } from '../numbers.js';

/**
 * xen_pvh_add_gsi_irq_map (drivers/xen/events/events_base.c, version 1 of the series of thread 000): appends the pair the first
 * time a GSI is registered. A GSI that is known keeps the irq it had then, and nothing is ever removed.
 */
export function addGsiIrqMap(m: Model, line: LineIx, irq: number): void {
  if (m.linux.recordedIrq[line] !== 0) return;
  m.linux.recordedIrq[line] = irq + 1;
  m.linux.recordedGsi[m.linux.recordedGsi.indexOf(0)] = line + 1;
}

/** xen_gsi_from_irq: the first GSI that was recorded with the irq, or -1. */
export function gsiFromIrq(m: Model, irq: number): LineIx | -1 {
  for (let i = 0; i < m.scope.lines.count; i++) {
    const line = m.linux.recordedGsi[i]! - 1;
    if (line < 0) return -1;
    if (m.linux.recordedIrq[line] === irq + 1) return line as LineIx;
  }
  return -1;
}
