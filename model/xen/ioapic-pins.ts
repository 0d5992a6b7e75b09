import { EEXIST, EINVAL } from '../errno.js';
import { isServed } from '../hardware/topology.js';
import type { LineIx } from '../numbers.js';
import { Handler } from '../state.js';
import type { Model } from '../model.js';

/** Groups a step that configures a pin touches. */
export const IOAPIC_PINS = ['xen.pin', 'xen.irq'] as const;

/**
 * mp_register_gsi (xen/arch/x86/mpparse.c, Xen 4.20), reached by PHYSDEVOP_setup_gsi and by a PVH dom0's unmask. A pin is
 * configured once per boot: whoever comes first, even if it fails afterwards, decides trigger and polarity for good.
 * Errors: -EINVAL no IO-APIC serves the GSI, -EEXIST in use or already programmed.
 */
export function mpRegisterGsi(m: Model, line: LineIx, level: boolean, low: boolean): number {
  if (!isServed(m.scope.topology, m.scope.lines.of(line))) return EINVAL;
  if (m.xen.irqDisabled[line] === 0 && m.xen.pinHandler[line] !== Handler.NONE) return EEXIST;
  // Roger Pau Monné in thread 003: as often as it likes, as long as the pin is masked.
  const again = m.design.xen.vrteWrite === 'repeats' && m.xen.pinMasked[line] !== 0;
  if (m.xen.pinProgrammed[line] !== 0 && !again) return EEXIST;
  m.xen.pinProgrammed[line] = 1;
  ioApicSetPciRouting(m, line, level, low);
  return 0;
}

/**
 * io_apic_set_pci_routing (xen/arch/x86/io_apic.c, Xen 4.20): installs the handler and writes the entry masked. The pin is
 * started only for an irq that is neither disabled nor a guest's, so a guest bound before stays deaf.
 */
function ioApicSetPciRouting(m: Model, line: LineIx, level: boolean, low: boolean): void {
  m.xen.pinHandler[line] = level ? Handler.LEVEL : Handler.EDGE;
  m.xen.pinLow[line] = Number(low);
  m.xen.pinMasked[line] = m.xen.irqDisabled[line] !== 0 || m.xen.guests[line] !== 0 ? 1 : 0;
}
