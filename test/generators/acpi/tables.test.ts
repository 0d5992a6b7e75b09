import { describe, expect, test } from 'vitest';
import { InputError } from '../../../model/input-error.js';
import { parseTable, readTables } from '../../../generators/acpi/tables.js';
import { emptyDsdt, folder, ioapic, madt, table } from './bytes.js';

const oneIoapic = madt([ioapic(0, 0xfec00000, 0)]);
const none = (line: string): never => {
  throw new Error(`unexpected warning: ${line}`);
};

describe('a raw table is refused when', () => {
  test.each<[string, Buffer, RegExp]>([
    ['it is empty', Buffer.alloc(0), /^x\.dat: truncated: 0 bytes/],
    [
      'it is shorter than a header',
      table('DSDT', []).subarray(0, 20),
      /^x\.dat: truncated: .* 36 bytes.* 20/,
    ],
    [
      'its length field reaches beyond the file',
      table('DSDT', [1], { length: 40 }),
      /truncated: .* 40 bytes.* 37/,
    ],
    ['its length field is below the header size', table('DSDT', [], { length: 8 }), /not an ACPI table/],
    [
      'its signature is not ASCII',
      Buffer.from([0xff, 0xd8, 0xff, 0xe0, ...Buffer.alloc(40)]),
      /not an ACPI table/,
    ],
    [
      'it is the text form of acpidump',
      Buffer.from('DSDT @ 0x0000000000000000\n    0000: 44 53'),
      /not an ACPI table/,
    ],
  ])('%s', (_, content, message) => {
    expect(() => parseTable('x.dat', content, none)).toThrow(InputError);
    expect(() => parseTable('x.dat', content, none)).toThrow(message);
  });
});

test('a bad checksum is a warning only', () => {
  const warnings: string[] = [];
  const bad = parseTable('x.dat', table('DSDT', [1, 2], { checksumError: 1 }), (w) => warnings.push(w));
  expect(bad.bytes.length).toBe(38);
  expect(warnings).toEqual(['x.dat: bad checksum; the table is used all the same']);
});

test('bytes after the table are cut off', () => {
  const padded = Buffer.concat([table('DSDT', [7]), Buffer.alloc(11)]);
  expect(parseTable('x.dat', padded, none).bytes.length).toBe(37);
});

describe('a folder of tables', () => {
  test('is read by signature, whatever the file names, SSDTs in natural order', async () => {
    const ssdt = (id: string): Buffer => table('SSDT', [], { oemTableId: id });
    const dir = folder({
      'one.aml': emptyDsdt,
      APIC: oneIoapic,
      'SSDT10.dat': ssdt('TEN'),
      SSDT2: ssdt('TWO'),
      'ssdt1.AML': ssdt('ONE'),
      'IVRS.dat': table('IVRS', []),
      'RSDP.dat': 'RSD PTR and a header of its own',
      'notes.txt': 'no table',
      kirq: 'no table',
    });
    const tables = await readTables(dir, none);
    expect(tables.ssdts.map((t) => t.oemTableId)).toEqual(['ONE', 'TWO', 'TEN']);
    expect(tables).toMatchObject({ hasIvrs: true, hasDmar: false, mcfg: undefined, fadt: undefined });
  });

  test('without a DSDT or a MADT is refused, saying which', async () => {
    await expect(readTables(folder({ 'APIC.dat': oneIoapic }), none)).rejects.toThrow(/no DSDT here/);
    await expect(readTables(folder({ 'DSDT.dat': emptyDsdt }), none)).rejects.toThrow(/no MADT .*APIC/);
  });

  test('that does not exist is refused', async () => {
    await expect(readTables('/no/such/folder', none)).rejects.toThrow(/not a readable folder.*ENOENT/);
  });

  test('names the bad file', async () => {
    const dir = folder({ 'DSDT.dat': emptyDsdt, 'APIC.dat': oneIoapic.subarray(0, 50) });
    await expect(readTables(dir, none)).rejects.toThrow(/APIC\.dat: truncated/);
  });

  test('with two DSDTs uses the first and warns', async () => {
    const warnings: string[] = [];
    const dir = folder({ 'APIC.dat': oneIoapic, 'a.dat': emptyDsdt, 'b.dat': emptyDsdt });
    expect((await readTables(dir, (w) => warnings.push(w))).dsdt.file).toMatch(/a\.dat$/);
    expect(warnings).toEqual([expect.stringMatching(/b\.dat: a second DSDT/)]);
  });
});
