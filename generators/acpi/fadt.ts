import type { AcpiTable } from './tables.js';

/**
 * The source of the System Control Interrupt in a FADT (ACPI 6.5, section 5.2.9, SCI_INT); null when the
 * table is too short to have it. An override of it that says "as the bus has it" means level/low, not ISA's
 * edge/high (Linux `acpi_sci_ioapic_setup`).
 */
export const sciSource = (table: AcpiTable): number | null =>
  table.bytes.length >= 48 ? table.bytes.readUInt16LE(46) : null;
