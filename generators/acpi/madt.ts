import { InputError } from '../../model/input-error.js';
import type { AcpiTable } from './tables.js';

/** An IO-APIC as the MADT has it: no pin count, only the IOAPICVER register has that. */
export interface MadtIoapic {
  id: number;
  address: number;
  gsiBase: number;
}

/** An interrupt source override; `bus` in polarity or trigger means: as the source bus (ISA) has it. */
export interface MadtOverride {
  /** 0, the constant for ISA; nothing else is defined. */
  bus: number;
  source: number;
  gsi: number;
  flags: number;
  polarity: 'bus' | 'high' | 'low' | 'reserved';
  trigger: 'bus' | 'edge' | 'level' | 'reserved';
}

export interface Madt {
  /** The machine also has a PC-AT dual 8259. */
  pcatCompat: boolean;
  ioapics: MadtIoapic[];
  overrides: MadtOverride[];
}

const BODY = 44;
const IO_APIC = 1;
const INTERRUPT_SOURCE_OVERRIDE = 2;
const LENGTH: Record<number, number> = { [IO_APIC]: 12, [INTERRUPT_SOURCE_OVERRIDE]: 10 };

const POLARITY = ['bus', 'high', 'reserved', 'low'] as const;
const TRIGGER = ['bus', 'edge', 'reserved', 'level'] as const;

/**
 * Reads IO-APICs and interrupt source overrides from a MADT (ACPI 6.5, sections 5.2.12, 5.2.12.3 and
 * 5.2.12.5) in the order of the table, which is not always that of the GSIs.
 * Throws InputError when a structure is truncated or there is no IO-APIC.
 */
export function parseMadt(table: AcpiTable): Madt {
  const { bytes, file } = table;
  if (bytes.length < BODY)
    throw new InputError(file, `truncated: a MADT has at least ${BODY} bytes, this one ${bytes.length}`);
  const madt: Madt = { pcatCompat: (bytes.readUInt32LE(40) & 1) === 1, ioapics: [], overrides: [] };
  for (let at = BODY; at < bytes.length;) {
    const type = bytes[at]!;
    const length = at + 1 < bytes.length ? bytes[at + 1]! : 0;
    if (length < Math.max(2, LENGTH[type] ?? 2) || at + length > bytes.length)
      throw new InputError(
        file,
        `truncated: structure of type ${type} and length ${length} at byte ${at} of ${bytes.length}; dump the table again`,
      );
    if (type === IO_APIC)
      madt.ioapics.push({
        id: bytes[at + 2]!,
        address: bytes.readUInt32LE(at + 4),
        gsiBase: bytes.readUInt32LE(at + 8),
      });
    if (type === INTERRUPT_SOURCE_OVERRIDE) {
      const flags = bytes.readUInt16LE(at + 8);
      madt.overrides.push({
        bus: bytes[at + 2]!,
        source: bytes[at + 3]!,
        gsi: bytes.readUInt32LE(at + 4),
        flags,
        polarity: POLARITY[flags & 3]!,
        trigger: TRIGGER[(flags >> 2) & 3]!,
      });
    }
    at += length;
  }
  if (madt.ioapics.length === 0)
    throw new InputError(file, 'lists no IO-APIC; only machines with IO-APICs can be imported');
  return madt;
}
