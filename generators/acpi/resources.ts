import type { Polarity, Trigger } from '../../model/hardware/topology.js';

/** An interrupt descriptor of a resource template. */
export interface InterruptResource {
  irqs: number[];
  trigger: Trigger;
  polarity: Polarity;
}

interface Descriptor {
  type: number;
  /** Without the tag and length bytes. */
  body: Buffer;
}

const IRQ = 0x04;
const END_TAG = 0x0f;
const EXTENDED_INTERRUPT = 0x89;
const BUS_NUMBER_RANGE = 2;
/** Offset of the range minimum and width of its fields, by address space descriptor. */
const ADDRESS_SPACE: Record<number, { minimum: number; width: number }> = {
  0x87: { minimum: 7, width: 4 },
  0x88: { minimum: 5, width: 2 },
  0x8a: { minimum: 11, width: 8 },
};

/** ACPI 6.5, section 6.4: a small descriptor has type and length in one byte, a large one has a 16-bit length. */
function* descriptors(template: Buffer): Generator<Descriptor> {
  for (let at = 0; at < template.length;) {
    const tag = template[at]!;
    const large = (tag & 0x80) !== 0;
    if (large && at + 3 > template.length) return;
    const start = at + (large ? 3 : 1);
    const length = large ? template.readUInt16LE(at + 1) : tag & 7;
    const type = large ? tag : (tag >> 3) & 0x0f;
    if (type === END_TAG || start + length > template.length) return;
    yield { type, body: template.subarray(start, start + length) };
    at = start + length;
  }
}

/**
 * The first interrupt descriptor of a resource template, or null: the IRQ descriptor (ACPI 6.5, section
 * 6.4.2.1) or the extended one (6.4.3.6). Like Linux' `acpi_pci_link_check_possible`, later ones are not read.
 */
export function firstInterrupt(template: Buffer): InterruptResource | null {
  for (const { type, body } of descriptors(template)) {
    if (type === IRQ && body.length >= 2) {
      const mask = body.readUInt16LE(0);
      // Without the third byte: high, edge, exclusive.
      const flags = body.length >= 3 ? body[2]! : 1;
      return {
        irqs: Array.from({ length: 16 }, (_, i) => i).filter((i) => mask & (1 << i)),
        trigger: flags & 1 ? 'edge' : 'level',
        polarity: flags & 8 ? 'low' : 'high',
      };
    }
    if (type === EXTENDED_INTERRUPT && body.length >= 2) {
      const [flags, count] = [body[0]!, body[1]!];
      if (body.length < 2 + 4 * count) return null;
      return {
        irqs: Array.from({ length: count }, (_, i) => body.readUInt32LE(2 + 4 * i)),
        trigger: flags & 2 ? 'edge' : 'level',
        polarity: flags & 4 ? 'low' : 'high',
      };
    }
  }
  return null;
}

/** The first bus number range of a root bridge's `_CRS` (ACPI 6.5, section 6.4.3.5), or null. */
export function busRange(template: Buffer): [first: number, last: number] | null {
  for (const { type, body } of descriptors(template)) {
    const layout = ADDRESS_SPACE[type];
    if (layout === undefined || body[0] !== BUS_NUMBER_RANGE) continue;
    const { minimum, width } = layout;
    if (body.length < minimum + 2 * width) return null;
    const field = (at: number): number =>
      width === 8 ? Number(body.readBigUInt64LE(at)) : body.readUIntLE(at, width);
    return [field(minimum), field(minimum + width)];
  }
  return null;
}
