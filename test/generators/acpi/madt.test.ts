import { describe, expect, test } from 'vitest';
import { parseMadt } from '../../../generators/acpi/madt.js';
import { parseTable } from '../../../generators/acpi/tables.js';
import { ioapic, le, localApic, madt, override, table } from './bytes.js';

const parse = (content: Buffer) => parseMadt(parseTable('APIC.dat', content, () => {}));

test('IO-APICs and overrides come in the order of the table', () => {
  const parsed = parse(
    madt([
      localApic(0),
      ioapic(33, 0xfec00000, 0),
      ioapic(37, 0xdd900000, 120),
      override(0, 2, 0),
      ioapic(34, 0xf8300000, 24),
      override(9, 9, 0xf),
      override(1, 1, 0x7),
      override(14, 14, 0x5),
      override(5, 5, 0xd),
    ]),
  );
  expect(parsed.ioapics).toEqual([
    { id: 33, address: 0xfec00000, gsiBase: 0 },
    { id: 37, address: 0xdd900000, gsiBase: 120 },
    { id: 34, address: 0xf8300000, gsiBase: 24 },
  ]);
  expect(parsed.overrides.map((o) => [o.source, o.gsi, o.trigger, o.polarity])).toEqual([
    [0, 2, 'bus', 'bus'],
    [9, 9, 'level', 'low'],
    [1, 1, 'edge', 'low'],
    [14, 14, 'edge', 'high'],
    [5, 5, 'level', 'high'],
  ]);
});

test('reserved flags and foreign buses are handed on', () => {
  expect(parse(madt([ioapic(0, 0, 0), override(9, 9, 0xa, 3)])).overrides).toEqual([
    { bus: 3, source: 9, gsi: 9, flags: 0xa, polarity: 'reserved', trigger: 'reserved' },
  ]);
});

test('PCAT_COMPAT is bit 0 of the flags', () => {
  const io = ioapic(0, 0xfec00000, 0);
  expect([parse(madt([io], 1)).pcatCompat, parse(madt([io], 0xfffffffe)).pcatCompat]).toEqual([true, false]);
});

describe('a MADT is refused when', () => {
  const io = ioapic(0, 0xfec00000, 0);
  test.each<[string, Buffer, RegExp]>([
    ['it ends before its first structure', table('APIC', le(0, 4)), /at least 44 bytes, this one 40/],
    ['it lists no IO-APIC', madt([localApic(0)]), /lists no IO-APIC/],
    ['a structure has length 0', madt([io, [9, 0]]), /type 9 and length 0 at byte 56/],
    [
      'a structure reaches beyond the table',
      madt([io, io.slice(0, 7)]),
      /type 1 and length 12 at byte 56 of 63/,
    ],
    ['only the type byte of a structure is left', madt([io, [2]]), /type 2 and length 0 at byte 56/],
    ['an IO-APIC structure is too short', madt([[1, 8, ...le(0, 6)]]), /type 1 and length 8/],
    ['an override structure is too short', madt([io, [2, 6, ...le(0, 4)]]), /type 2 and length 6/],
  ])('%s', (_, content, message) => {
    expect(() => parse(content)).toThrow(message);
    expect(() => parse(content)).toThrow(/^APIC\.dat: /);
  });
});
