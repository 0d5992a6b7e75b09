import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InputError } from '../../model/input-error.js';

/** One raw ACPI table: header and body, cut to the length its header gives. */
export interface AcpiTable {
  signature: string;
  /** Path of the file it came from; the place named in errors. */
  file: string;
  oemId: string;
  oemTableId: string;
  bytes: Buffer;
}

/** Tables of a machine that the importer uses. DSDT and MADT are the two that no machine lacks. */
export interface AcpiTables {
  dsdt: AcpiTable;
  madt: AcpiTable;
  /** In the natural order of their file names (SSDT2 before SSDT10), the order firmware lists them in. */
  ssdts: AcpiTable[];
  mcfg: AcpiTable | undefined;
  fadt: AcpiTable | undefined;
  /** An IVRS is only on AMD machines, a DMAR only on Intel ones. */
  hasIvrs: boolean;
  hasDmar: boolean;
}

const HEADER_BYTES = 36;
const LARGEST_PLAUSIBLE = 1 << 26;

/** The signature ACPI gives the MADT, and thereby the usual name of its file. */
const MADT = 'APIC';

const byNaturalOrder = new Intl.Collator('en', { numeric: true }).compare;

/** acpidump -b writes *.dat, iasl *.aml; /sys/firmware/acpi/tables holds bare signatures such as SSDT3. */
const mayBeTable = (name: string): boolean =>
  /\.(dat|aml)$/i.test(name) || /^[A-Z][A-Z0-9_]{3}\d*$/.test(name);

/**
 * Checks the header of one raw table (ACPI 6.5, section 5.2.6) and cuts the table to its length.
 * Throws InputError naming `file` when it is truncated or no ACPI table; a bad checksum, which vendors
 * do ship, is only handed to `warn`.
 */
export function parseTable(file: string, content: Buffer, warn: (line: string) => void): AcpiTable {
  if (content.length < 8)
    throw new InputError(file, `truncated: ${content.length} bytes, an ACPI table has at least 36`);
  const signature = content.toString('latin1', 0, 4);
  if (!/^[\x20-\x7e]{4}$/.test(signature))
    throw new InputError(
      file,
      'not an ACPI table: its signature is not ASCII; give raw tables (acpidump -b)',
    );
  const length = content.readUInt32LE(4);
  if (length < HEADER_BYTES || length > LARGEST_PLAUSIBLE)
    throw new InputError(
      file,
      `not an ACPI table: its length field says ${length} bytes; give raw tables (acpidump -b)`,
    );
  if (length > content.length)
    throw new InputError(
      file,
      `truncated: its header says ${length} bytes, the file has ${content.length}; dump the table again`,
    );
  const bytes = content.subarray(0, length);
  const text = (from: number, to: number): string =>
    bytes.toString('latin1', from, to).replace(/[\0 ]+$/, '');
  // The FACS shares signature and length with other tables but has no checksum (section 5.2.10).
  if (signature !== 'FACS' && bytes.reduce((sum, b) => (sum + b) & 0xff, 0) !== 0)
    warn(`${file}: bad checksum; the table is used all the same`);
  return { signature, file, oemId: text(10, 16), oemTableId: text(16, 24), bytes };
}

/**
 * Reads the raw ACPI tables in folder `dir`; a table is known by its signature, whatever its file name.
 * Throws InputError when the folder cannot be read, a table is bad, or the DSDT or MADT is missing.
 */
export async function readTables(dir: string, warn: (line: string) => void): Promise<AcpiTables> {
  const tables: AcpiTable[] = [];
  for (const name of await namesIn(dir)) {
    const file = join(dir, name);
    const content = await readFile(file).catch((e: unknown) => {
      throw new InputError(file, `cannot be read (${(e as NodeJS.ErrnoException).code}); run as root?`);
    });
    // The RSDP only points to the other tables and has a header of its own (section 5.2.5.3).
    if (content.toString('latin1', 0, 8) === 'RSD PTR ') continue;
    tables.push(parseTable(file, content, warn));
  }
  const one = (signature: string): AcpiTable | undefined => {
    const [first, second] = tables.filter((t) => t.signature === signature);
    if (second !== undefined) warn(`${second.file}: a second ${signature}; only ${first!.file} is used`);
    return first;
  };
  const dsdt = one('DSDT');
  const madt = one(MADT);
  if (dsdt === undefined) throw missing(dir, 'DSDT', 'the _PRT routing tables are in it');
  if (madt === undefined) throw missing(dir, 'MADT (signature APIC)', 'the IO-APICs are in it');
  return {
    dsdt,
    madt,
    ssdts: tables.filter((t) => t.signature === 'SSDT'),
    mcfg: one('MCFG'),
    fadt: one('FACP'),
    hasIvrs: tables.some((t) => t.signature === 'IVRS'),
    hasDmar: tables.some((t) => t.signature === 'DMAR'),
  };
}

async function namesIn(dir: string): Promise<string[]> {
  try {
    const entries = await readdir(dir, { withFileTypes: true });
    return entries
      .filter((e) => !e.isDirectory() && mayBeTable(e.name))
      .map((e) => e.name)
      .sort(byNaturalOrder);
  } catch (e) {
    throw new InputError(
      dir,
      `not a readable folder of ACPI tables (${(e as NodeJS.ErrnoException).code}); give a copy of /sys/firmware/acpi/tables`,
    );
  }
}

const missing = (dir: string, table: string, why: string): InputError =>
  new InputError(dir, `no ${table} here; ${why}. Copy it from /sys/firmware/acpi/tables`);
