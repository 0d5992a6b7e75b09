import { busOf, slotOf, type Polarity } from '../../model/hardware/topology.js';
import type { AcpiMachine, PrtTable } from './machine.js';

/** What finding a wire needs to know of the machine. */
export interface Wiring {
  machine: AcpiMachine;
  /** Table of a bus, as firmware returned it. */
  tableOf: (bus: string) => PrtTable | null;
  /** SBDF of the bridge that leads to a bus; null for a root bus. */
  bridgeTo: (bus: string) => string | null;
}

/**
 * The GSI and polarity an INTx pin (0 for INTA) of function `sbdf` is wired to, straight from the tables: the
 * first entry of its bus for device and pin, else, after the swizzle of the PCI-to-PCI Bridge Architecture
 * Specification 1.2 (section 9.1), that of the bridge. Null when no table tells, or firmware leaves the OS a choice.
 */
export function wireOf(
  sbdf: string,
  pin: number,
  wiring: Wiring,
): { gsi: number; polarity: Polarity } | null {
  const device = slotOf(sbdf);
  const entry = wiring.tableOf(busOf(sbdf))?.entries.find((e) => e.device === device && e.pin === pin);
  if (entry === undefined) {
    const bridge = wiring.bridgeTo(busOf(sbdf));
    return bridge === null ? null : wireOf(bridge, (pin + device) % 4, wiring);
  }
  const { to } = entry;
  // ACPI 6.5, section 6.2.13: PCI interrupts that no link describes are level and active low.
  if ('gsi' in to) return { gsi: to.gsi, polarity: 'low' };
  const link = wiring.machine.links.find((l) => l.path === to.link);
  return link?.possible.length === 1 ? { gsi: link.possible[0]!, polarity: link.polarity } : null;
}
