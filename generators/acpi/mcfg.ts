import { InputError } from '../../model/input-error.js';
import type { AcpiTable } from './tables.js';

/** One range of buses whose configuration space is memory-mapped (ECAM). */
export interface McfgSegment {
  base: number;
  segment: number;
  startBus: number;
  endBus: number;
}

const FIRST = 44;
const SIZE = 16;

/**
 * Reads the segments of an MCFG (PCI Firmware Specification 3.3, section 4.1.2).
 * Throws InputError when an allocation structure is cut off.
 */
export function parseMcfg(table: AcpiTable): McfgSegment[] {
  const { bytes, file } = table;
  if (bytes.length < FIRST || (bytes.length - FIRST) % SIZE !== 0)
    throw new InputError(
      file,
      `truncated: ${bytes.length} bytes do not end with a whole allocation structure; dump the table again`,
    );
  const segments: McfgSegment[] = [];
  for (let at = FIRST; at < bytes.length; at += SIZE)
    segments.push({
      base: Number(bytes.readBigUInt64LE(at)),
      segment: bytes.readUInt16LE(at + 8),
      startBus: bytes[at + 10]!,
      endBus: bytes[at + 11]!,
    });
  return segments;
}
