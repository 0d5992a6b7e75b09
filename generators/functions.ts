import type { IntxPin } from '../model/hardware/topology.js';
import { InputError } from '../model/input-error.js';

/** A PCI function that is really there. */
export interface PciFunction {
  sbdf: string;
  /** Class code, 24 bits. */
  classCode: number;
  pin: IntxPin | null;
  /** The bus behind it, for a PCI-to-PCI bridge. */
  secondary: string | null;
  /** Device/port type of its PCI Express capability (PCIe 6.0, 7.5.3.2); null where that is not known. */
  portType: number | 'none' | null;
}

const LINE =
  /^([0-9a-f]{4,8}:[0-9a-f]{2}:[01][0-9a-f]\.[0-7]) class=0x([0-9a-f]{6}) pin=0([0-4]) secbus=([0-9a-f]{2})\b(?:.* pcie=([0-9a-f]|none)\b)?/;
const PINS = [null, 'A', 'B', 'C', 'D'] as const;
const PCI_BRIDGE = 0x0604;

/**
 * Parses a list of PCI functions, one per line: `0000:40:00.0 class=0x060400 pin=01 secbus=41 ...`, where pin
 * and secbus are the bytes at 0x3d and 0x19 of the configuration space. `pcie=7` or `pcie=none` may follow: the port type in
 * its PCI Express capability, a hexadecimal digit, or that there is none. Throws InputError naming the line.
 */
export function parseFunctions(text: string, place: string): PciFunction[] {
  const functions: PciFunction[] = [];
  text.split('\n').forEach((line, i) => {
    if (line.trim() === '') return;
    const [, sbdf, cls, pin, secondary, port] = LINE.exec(line) ?? [];
    if (sbdf === undefined)
      throw new InputError(
        `${place}:${i + 1}`,
        'not a line like "0000:40:00.0 class=0x060400 pin=01 secbus=41"',
      );
    const classCode = parseInt(cls!, 16);
    // Byte 0x19 belongs to a BAR in every other kind of function.
    const isBridge = classCode >> 8 === PCI_BRIDGE;
    functions.push({
      sbdf,
      classCode,
      pin: PINS[Number(pin)]!,
      secondary: isBridge ? `${sbdf.split(':')[0]}:${secondary}` : null,
      portType: port === undefined ? null : port === 'none' ? port : parseInt(port, 16),
    });
  });
  return functions;
}

const BRIDGE_BASE_CLASS = 0x06;
const IOMMU = 0x0806;

/** Is it something an interrupt checker cares for: not a bridge or IOMMU without a pin? */
export const isOfInterest = (f: PciFunction): boolean =>
  f.pin !== null || (f.classCode >> 16 !== BRIDGE_BASE_CLASS && f.classCode >> 8 !== IOMMU);
