import { sealed, type Tables } from './acpi-tables.js';

/** What the firmware shall say instead of what QEMU's says. */
export interface Patch {
  /** The GSI of the chip's first pin if it is to be the second IO-APIC, else 0. */
  readonly secondBase: number;
  readonly activeLow: boolean;
}

/** Where the read-only page lies that poses as the first IO-APIC: in the machine's flash. */
export const FAKE_IOAPIC = 0xfff80000;
const REAL_IOAPIC = 0xfec00000;

/** Changes the tables in place. */
export function patchTables(tables: Tables, patch: Patch): void {
  tables.set('DSDT', patchLinks(tables.get('DSDT')!, patch));
  if (patch.secondBase === 0) return;
  tables.set('APIC', patchMadt(tables.get('APIC')!, patch.secondBase));
  const dmar = tables.get('DMAR');
  if (dmar) tables.set('DMAR', patchDmar(dmar));
}

/** Extended interrupt descriptor (ACPI 6.5, 6.4.3.6) with one interrupt, as QEMU's link devices have them. */
const DESCRIPTOR = [0x89, 0x06, 0x00];
const ACTIVE_LOW = 1 << 2;

function patchLinks(dsdt: Buffer, { secondBase, activeLow }: Patch): Buffer {
  for (
    let at = dsdt.indexOf(Buffer.from(DESCRIPTOR));
    at >= 0;
    at = dsdt.indexOf(Buffer.from(DESCRIPTOR), at + 1)
  ) {
    const gsi = dsdt.readUInt32LE(at + 5);
    if (dsdt[at + 4] !== 1 || gsi < 16 || gsi > 23) continue;
    dsdt.writeUInt32LE(gsi + secondBase, at + 5);
    if (activeLow) dsdt[at + 3]! |= ACTIVE_LOW;
  }
  return sealed(dsdt);
}

const MADT_ENTRIES = 44;
const [IOAPIC, OVERRIDE] = [1, 2];

function ioapic(id: number, address: number, base: number): Buffer {
  const b = Buffer.alloc(12);
  b.set([IOAPIC, 12, id]);
  b.writeUInt32LE(address, 4);
  b.writeUInt32LE(base, 8);
  return b;
}

function override(source: number, gsi: number): Buffer {
  const b = Buffer.alloc(10);
  b.set([OVERRIDE, 10, 0, source]);
  b.writeUInt32LE(gsi, 4);
  return b;
}

/** IO-APIC 0 becomes the fake, the chip IO-APIC 1; the timer and the serial port move with the chip, or Xen finds no timer. */
function patchMadt(madt: Buffer, base: number): Buffer {
  const parts = [
    madt.subarray(0, MADT_ENTRIES),
    ioapic(0, FAKE_IOAPIC, 0),
    ioapic(1, REAL_IOAPIC, base),
    override(0, base + 2),
    override(4, base + 4),
  ];
  for (let at = MADT_ENTRIES; at < madt.length; at += madt[at + 1]!) {
    const [type, length, , source] = madt.subarray(at, at + 4);
    if (type === IOAPIC || (type === OVERRIDE && (source === 0 || source === 4))) continue;
    parts.push(madt.subarray(at, at + length!));
  }
  return sealed(Buffer.concat(parts));
}

const DMAR_ENTRIES = 48;
const SCOPE_IOAPIC = 3;

/** The first remapping unit also serves IO-APIC 1, at the same path as IO-APIC 0. */
function patchDmar(dmar: Buffer): Buffer {
  const end = DMAR_ENTRIES + dmar.readUInt16LE(DMAR_ENTRIES + 2);
  for (let at = DMAR_ENTRIES + 16; at < end; at += dmar[at + 1]!) {
    if (dmar[at] !== SCOPE_IOAPIC) continue;
    const scope = Buffer.from(dmar.subarray(at, at + dmar[at + 1]!));
    scope[4] = 1;
    const patched = Buffer.concat([dmar.subarray(0, end), scope, dmar.subarray(end)]);
    patched.writeUInt16LE(end - DMAR_ENTRIES + scope.length, DMAR_ENTRIES + 2);
    return sealed(patched);
  }
  return dmar;
}

/** The machine's BIOS with the fake IO-APIC's page below it; QEMU puts the whole at the end of the first 4 GiB. */
export function biosWithFakeIoapic(bios: Buffer): Buffer {
  const below = Buffer.alloc(0x100000000 - bios.length - FAKE_IOAPIC, 0xff);
  below.fill(0, 0, 0x1000);
  // IOWIN always reads as this: version 0x20 with 24 pins, and a redirection entry that is masked.
  below.writeUInt32LE(0x00170020, 0x10);
  return Buffer.concat([below, bios]);
}
