import { sealed, type Tables } from './acpi-tables.js';

/** The files that QEMU's firmware interface hands to SeaBIOS (docs/specs/fw_cfg.rst, hw/acpi/bios-linker-loader.c). */
export interface Blobs {
  readonly tables: Buffer;
  readonly rsdp: Buffer;
  readonly loader: Buffer;
}

const TABLES = 'etc/acpi/tables';
const RSDP = 'etc/acpi/rsdp';
const [ALLOCATE, ADD_POINTER, ADD_CHECKSUM] = [1, 2, 3];
const [HIGH, FSEG] = [1, 2];

/** Lays the tables out in one blob and writes the commands by which the firmware places and links them. */
export function acpiBlobs(tables: Tables, rsdt: Buffer): Blobs {
  const order = [
    'FACS',
    'DSDT',
    'FACP',
    ...[...tables.keys()].filter((k) => !['FACS', 'DSDT', 'FACP'].includes(k)),
  ];
  const parts: Buffer[] = [];
  let length = 0;
  const put = (b: Buffer): number => {
    const padding = Buffer.alloc((64 - (length % 64)) % 64);
    parts.push(padding, b);
    const at = length + padding.length;
    length = at + b.length;
    return at;
  };
  const at = new Map(order.map((k) => [k, put(Buffer.from(tables.get(k)!))]));
  const entries = order.filter((k) => k !== 'FACS' && k !== 'DSDT');
  const root = Buffer.alloc(36 + 4 * entries.length);
  rsdt.copy(root, 0, 0, 36);
  entries.forEach((k, i) => root.writeUInt32LE(at.get(k)!, 36 + 4 * i));
  const rootAt = put(sealed(root));
  const blob = Buffer.concat(parts);
  const fadt = at.get('FACP')!;
  blob.writeUInt32LE(at.get('FACS')!, fadt + 36);
  blob.writeUInt32LE(at.get('DSDT')!, fadt + 40);
  blob[fadt + 9] = 0;
  const fadtLength = tables.get('FACP')!.length;
  // X_FIRMWARE_CTRL and X_DSDT: unused, so that only the 32-bit pointers have to be relocated.
  if (fadtLength >= 148) blob.fill(0, fadt + 132, fadt + 148);
  blob[rootAt + 9] = 0;
  const pointer = (offset: number): Buffer => command(ADD_POINTER, TABLES, TABLES, [offset], 4);
  const checksum = (file: string, field: number, start: number, bytes: number): Buffer =>
    command(ADD_CHECKSUM, file, null, [field, start, bytes]);
  const loader = Buffer.concat([
    command(ALLOCATE, RSDP, null, [16], FSEG),
    command(ALLOCATE, TABLES, null, [64], HIGH),
    pointer(fadt + 36),
    pointer(fadt + 40),
    checksum(TABLES, fadt + 9, fadt, fadtLength),
    ...entries.map((_, i) => pointer(rootAt + 36 + 4 * i)),
    checksum(TABLES, rootAt + 9, rootAt, root.length),
    command(ADD_POINTER, RSDP, TABLES, [16], 4),
    checksum(RSDP, 8, 0, 20),
  ]);
  return { tables: blob, rsdp: rsdpOf(rsdt, rootAt), loader };
}

/** One 128-byte command: up to two file names, 32-bit numbers, and a byte. */
function command(code: number, file: string, other: string | null, numbers: number[], last?: number): Buffer {
  const b = Buffer.alloc(128);
  let at = b.writeUInt32LE(code, 0);
  for (const name of other === null ? [file] : [file, other]) {
    b.write(name, at);
    at += 56;
  }
  for (const n of numbers) at = b.writeUInt32LE(n, at);
  if (last !== undefined) b[at] = last;
  return b;
}

function rsdpOf(rsdt: Buffer, rootAt: number): Buffer {
  const b = Buffer.alloc(20);
  b.write('RSD PTR ');
  rsdt.copy(b, 9, 10, 16);
  b.writeUInt32LE(rootAt, 16);
  return b;
}
