import { gsi, type Gsi } from '../numbers.js';
import { busOf, slotOf, type IntxPin, type PciDevice, type Topology } from './topology.js';

/** Where firmware says a function's INTx goes. */
export type Route =
  | { readonly kind: 'gsi'; readonly gsi: Gsi }
  | { readonly kind: 'link'; readonly link: string }
  /** The function has no interrupt pin. */
  | { readonly kind: 'no-pin' }
  /** There is a pin, but no `_PRT` on the way up has an entry for it. */
  | { readonly kind: 'no-entry' };

const PINS: readonly IntxPin[] = ['A', 'B', 'C', 'D'];

/** The pin as the parent bus sees it: pci_swizzle_interrupt_pin (drivers/pci/pci.c, Linux 6.1). */
export const swizzle = (slot: number, pin: IntxPin): IntxPin => PINS[(PINS.indexOf(pin) + slot) % 4]!;

/**
 * acpi_pci_irq_lookup (drivers/acpi/pci_irq.c, Linux 6.1): the `_PRT` of the function's own bus, else up through the
 * bridges with the pin swizzled at each. The first hit wins.
 */
export function gsiFromPrt(topology: Topology, device: PciDevice): Route {
  if (device.pin === null) return { kind: 'no-pin' };
  let { pin }: { pin: IntxPin } = { pin: device.pin };
  let address = device.sbdf;
  for (;;) {
    const bus = busOf(address);
    const slot = slotOf(address);
    const table = topology.prt.find((t) => t.bus === bus);
    const entry = table?.entries.find((e) => e.device === slot && e.pin === pin);
    if (entry?.gsi !== undefined) return { kind: 'gsi', gsi: gsi(entry.gsi) };
    if (entry?.link !== undefined) return { kind: 'link', link: entry.link };
    const bridge = topology.bridges.find((b) => b.secondary === bus);
    if (!bridge) return { kind: 'no-entry' };
    pin = swizzle(slot, pin);
    address = bridge.sbdf;
  }
}
