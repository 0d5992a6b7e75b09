import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** Little-endian bytes of `value`. */
export const le = (value: number, width: number): number[] =>
  Array.from({ length: width }, (_, i) => Math.floor(value / 2 ** (8 * i)) % 256);

const ascii = (text: string, width: number): number[] =>
  Array.from({ length: width }, (_, i) => text.charCodeAt(i) || 0);

export interface Header {
  oemId?: string;
  oemTableId?: string;
  /** What the length field says, if not the truth. */
  length?: number;
  /** Added to the right checksum. */
  checksumError?: number;
}

/** An ACPI table with the standard 36-byte header. */
export function table(signature: string, body: number[], header: Header = {}): Buffer {
  const { oemId = 'PIRQ', oemTableId = 'CHECK', checksumError = 0 } = header;
  const bytes = [
    ...ascii(signature, 4),
    ...le(header.length ?? 36 + body.length, 4),
    1,
    0,
    ...ascii(oemId, 6),
    ...ascii(oemTableId, 8),
    ...le(1, 4),
    ...ascii('TEST', 4),
    ...le(1, 4),
    ...body,
  ];
  const sum = bytes.reduce((a, b) => (a + b) & 0xff, 0);
  bytes[9] = (256 - sum + checksumError) & 0xff;
  return Buffer.from(bytes);
}

/** MADT structure of type 0: a CPU. */
export const localApic = (id: number): number[] => [0, 8, id, id, ...le(1, 4)];

/** MADT structure of type 1. */
export const ioapic = (id: number, address: number, gsiBase: number): number[] => [
  1,
  12,
  id,
  0,
  ...le(address, 4),
  ...le(gsiBase, 4),
];

/** MADT structure of type 2. */
export const override = (source: number, gsi: number, flags: number, bus = 0): number[] => [
  2,
  10,
  bus,
  source,
  ...le(gsi, 4),
  ...le(flags, 2),
];

export const madt = (structures: number[][], flags = 1, header: Header = {}): Buffer =>
  table('APIC', [...le(0xfee00000, 4), ...le(flags, 4), ...structures.flat()], header);

export const mcfg = (segments: { base: number; segment: number; start: number; end: number }[]): Buffer =>
  table('MCFG', [
    ...le(0, 8),
    ...segments.flatMap((s) => [...le(s.base, 8), ...le(s.segment, 2), s.start, s.end, ...le(0, 4)]),
  ]);

/** A DSDT without any code. */
export const emptyDsdt = table('DSDT', []);

/** A folder with the given files, gone after the test. */
export function folder(files: Record<string, Buffer | string>): string {
  const dir = mkdtempSync(join(tmpdir(), 'pirqcheck-test-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(files)) writeFileSync(join(dir, name), content);
  return dir;
}
