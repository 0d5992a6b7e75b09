import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseMadt } from '../../../generators/acpi/madt.js';
import { acpiBlobs, type Blobs } from '../../../lab/machine/acpi-blobs.js';
import { biosWithFakeIoapic, FAKE_IOAPIC, patchTables } from '../../../lab/machine/acpi-patch.js';
import { findTables, type Tables } from '../../../lab/machine/acpi-tables.js';

const names = ['FACP', 'DSDT', 'APIC', 'MCFG'];
const q35Tables = (): Tables =>
  new Map([
    ...names.map((n) => [n, readFileSync(`test/fixtures/qemu-q35-pxb/${n}.dat`)] as [string, Buffer]),
    ['FACS', Buffer.concat([Buffer.from('FACS'), Buffer.from([64, 0, 0, 0]), Buffer.alloc(56)])],
  ]);
const checksum = (t: Buffer): number => t.reduce((a, b) => (a + b) & 0xff, 0);

/** The GSIs of QEMU's link devices, and whether they are active-low. */
function linkGsis(dsdt: Buffer): [number, boolean][] {
  const found: [number, boolean][] = [];
  for (let at = 0; (at = dsdt.indexOf(Buffer.from([0x89, 6, 0]), at)) >= 0; at++)
    found.push([dsdt.readUInt32LE(at + 5), (dsdt[at + 3]! & 4) !== 0]);
  return found;
}

describe("the firmware's tables with a second IO-APIC", () => {
  it('move the chip to GSI 24, its timer, serial port and links with it', () => {
    const tables = q35Tables();
    const before = linkGsis(tables.get('DSDT')!);
    patchTables(tables, { secondBase: 24, activeLow: true });
    const madt = parseMadt({
      signature: 'APIC',
      file: 'APIC.dat',
      oemId: '',
      oemTableId: '',
      bytes: tables.get('APIC')!,
    });
    expect(madt.ioapics).toEqual([
      { id: 0, address: FAKE_IOAPIC, gsiBase: 0 },
      { id: 1, address: 0xfec00000, gsiBase: 24 },
    ]);
    expect(madt.overrides.filter((o) => o.gsi >= 24).map((o) => [o.source, o.gsi])).toEqual([
      [0, 26],
      [4, 28],
    ]);
    const moved = linkGsis(tables.get('DSDT')!);
    expect(moved).toEqual(
      before.map(([gsi, low]) => (gsi >= 16 && gsi < 24 ? [gsi + 24, true] : [gsi, low])),
    );
    expect(new Set(moved.map(([gsi]) => gsi).filter((g) => g >= 40)).size).toBe(8);
    for (const t of ['APIC', 'DSDT']) expect(checksum(tables.get(t)!)).toBe(0);
  });

  it('leave all but the polarity alone when there is one IO-APIC', () => {
    const [tables, before] = [q35Tables(), q35Tables()];
    patchTables(tables, { secondBase: 0, activeLow: true });
    expect(tables.get('APIC')).toEqual(before.get('APIC'));
    expect(linkGsis(tables.get('DSDT')!)).toEqual(
      linkGsis(before.get('DSDT')!).map(([gsi, low]) => [gsi, low || (gsi >= 16 && gsi < 24)]),
    );
  });

  it('keep the BIOS at the end of the first 4 GiB', () => {
    const image = biosWithFakeIoapic(Buffer.alloc(0x40000, 0x55));
    expect([image.length, image[0x40000], image.readUInt32LE(0x10)]).toEqual([0x80000, 0x55, 0x00170020]);
  });
});

describe('the blobs that hand the tables to the firmware', () => {
  it('are put together again by the loader commands', () => {
    const tables = q35Tables();
    const rsdt = Buffer.concat([Buffer.from('RSDT'), Buffer.alloc(32)]);
    const found = findTables(...load(acpiBlobs(tables, rsdt)))!;
    expect([...found.tables.keys()].sort()).toEqual([...names, 'FACS'].sort());
    for (const [name, t] of found.tables) if (name !== 'FACP') expect(t).toEqual(tables.get(name));
    expect([checksum(found.rsdt), checksum(found.tables.get('FACP')!)]).toEqual([0, 0]);
  });
});

const BIOS_AREA = 0xe0000;
const TOP = 0x7ffc0000;

/** What SeaBIOS does with the commands (romfile_loader_execute, src/fw/romfile_loader.c): allocate, add addresses, sum up. */
function load({ tables, rsdp, loader }: Blobs): [Buffer, Buffer, number] {
  const low = Buffer.alloc(0x1000);
  const high = Buffer.alloc(0x20000);
  const files: Record<string, { in: Buffer; at: number; base: number; from: Buffer }> = {
    'etc/acpi/rsdp': { in: low, at: 0x100, base: BIOS_AREA, from: rsdp },
    'etc/acpi/tables': { in: high, at: 0x40, base: TOP, from: tables },
  };
  const name = (at: number): string => loader.toString('latin1', at, at + 56).replace(/\0.*$/s, '');
  for (let at = 0; at < loader.length; at += 128) {
    const f = files[name(at + 4)]!;
    const number = (i: number): number => loader.readUInt32LE(at + 60 + 4 * i);
    switch (loader.readUInt32LE(at)) {
      case 1:
        f.from.copy(f.in, f.at);
        break;
      case 2: {
        const to = files[name(at + 60)]!;
        const field = f.at + loader.readUInt32LE(at + 116);
        f.in.writeUInt32LE(f.in.readUInt32LE(field) + to.base + to.at, field);
        break;
      }
      case 3: {
        const [field, start, length] = [number(0), number(1), number(2)];
        f.in[f.at + field]! -= checksum(f.in.subarray(f.at + start, f.at + start + length));
        break;
      }
    }
  }
  return [low, high, TOP];
}
