import { EBUSY, ENODEV } from '../errno.js';
import { isServed } from '../hardware/topology.js';
import { linuxIrq, type IrqIx, type LineIx } from '../numbers.js';
import { IrqUser } from '../state.js';
import type { Model } from '../model.js';
import { irqAllocDesc, irqAllocDescAt, irqFreeDesc } from './irq-descriptors.js';

/** Groups a step that registers or unregisters a GSI touches. */
export const IOAPIC_DOMAIN = ['linux.irqs', 'linux.gsi'] as const;

/**
 * mp_map_gsi_to_irq with IOAPIC_MAP_ALLOC (arch/x86/kernel/apic/io_apic.c, Linux 6.1), under ioapic_mutex. Returns the
 * irq index or a negative errno. Allocates a descriptor and remembers the attributes; the pin itself is not touched.
 */
export function mpMapGsiToIrq(m: Model, line: LineIx, level: boolean, low: boolean): number {
  const gsi = m.scope.lines.of(line);
  if (!isServed(m.scope.topology, gsi)) return ENODEV;
  const mapped = m.linux.gsiIrq[line]!;
  if (mapped !== 0) {
    // mp_check_pin_attr lets the first user change the attributes only of irqs below nr_legacy_irqs(), which is 0 on a
    // PVH dom0: legacy_pic is the null PIC by then.
    if (m.linux.gsiLevel[line] !== Number(level) || m.linux.gsiLow[line] !== Number(low)) return EBUSY;
    m.linux.gsiCount[line]!++;
    return mapped - 1;
  }
  const irq = m.scope.isLegacy(gsi)
    ? irqAllocDescAt(m, linuxIrq(gsi), IrqUser.GSI)
    : irqAllocDesc(m, IrqUser.GSI);
  if (irq < 0) return irq;
  m.linux.gsiIrq[line] = irq + 1;
  m.linux.gsiCount[line] = 1;
  m.linux.gsiLevel[line] = Number(level);
  m.linux.gsiLow[line] = Number(low);
  return irq;
}

/** mp_unmap_irq (arch/x86/kernel/apic/io_apic.c, Linux 6.1): the last user frees the irq number. */
export function mpUnmapIrq(m: Model, line: LineIx): void {
  const irq = m.linux.gsiIrq[line]!;
  if (irq === 0) return;
  if (--m.linux.gsiCount[line]! > 0) return;
  irqFreeDesc(m, (irq - 1) as IrqIx);
  m.linux.gsiIrq[line] = 0;
  m.linux.gsiLevel[line] = 0;
  m.linux.gsiLow[line] = 0;
}

/** The line whose pin an irq belongs to, or -1 (irq_data.chip_data, or irq_info of a PV dom0). */
export function lineOfIrq(m: Model, irq: IrqIx): LineIx | -1 {
  for (let line = 0; line < m.scope.lines.count; line++)
    if (m.linux.gsiIrq[line] === irq + 1) return line as LineIx;
  return -1;
}
