/** ACPI tables by signature. Besides those the RSDT names: `DSDT` and `FACS`. */
export type Tables = Map<string, Buffer>;

const HEADER = 36;
const CHECKSUM = 9;
const LENGTH = 4;

/** The tables that firmware left in memory, found from the RSDP in the BIOS area; undefined until they are there. */
export function findTables(
  biosArea: Buffer,
  top: Buffer,
  topBase: number,
): { tables: Tables; rsdt: Buffer } | undefined {
  let at = biosArea.indexOf('RSD PTR ');
  while (at >= 0 && (at % 16 !== 0 || sum(biosArea.subarray(at, at + 20)) !== 0))
    at = biosArea.indexOf('RSD PTR ', at + 1);
  if (at < 0) return undefined;
  const table = (address: number): Buffer => {
    const o = address - topBase;
    return Buffer.from(top.subarray(o, o + top.readUInt32LE(o + LENGTH)));
  };
  const rsdt = table(biosArea.readUInt32LE(at + 16));
  const tables: Tables = new Map();
  for (let o = HEADER; o < rsdt.length; o += 4) {
    const t = table(rsdt.readUInt32LE(o));
    tables.set(t.toString('latin1', 0, 4), t);
  }
  const fadt = tables.get('FACP')!;
  tables.set('FACS', table(fadt.readUInt32LE(36)));
  tables.set('DSDT', table(fadt.readUInt32LE(40)));
  return { tables, rsdt };
}

const sum = (bytes: Buffer): number => bytes.reduce((a, b) => (a + b) & 0xff, 0);

/** Sets length and checksum of a changed table. */
export function sealed(table: Buffer): Buffer {
  table.writeUInt32LE(table.length, LENGTH);
  table[CHECKSUM] = 0;
  table[CHECKSUM] = -sum(table) & 0xff;
  return table;
}
