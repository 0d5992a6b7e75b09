import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InputError } from '../../model/input-error.js';
import { parseEvaluations, type Evaluation } from './evaluations.js';
import type { AcpiTable } from './tables.js';

/** Objects evaluated on every device that has them. */
export const EVALUATED = ['_PRT', '_ADR', '_BBN', '_SEG', '_HID', '_CID', '_PRS', '_CRS'] as const;
export type EvaluatedName = (typeof EVALUATED)[number];
export type Evaluations = Record<EvaluatedName, Evaluation[]>;

export interface AcpiexecOptions {
  /** The program to run; `acpiexec` from PATH unless given. */
  program?: string;
  timeoutMs?: number;
  /**
   * Values of named objects that hardware or firmware memory would give, by full path: `\NAPC` -> 1 on AMD
   * laptops whose second IO-APIC no `_PRT` uses otherwise. Names that do not exist are ignored.
   */
  fields?: ReadonlyMap<string, number>;
}

/** Without `\_PIC 1` firmware hands out the routing of the two 8259s (ACPI 6.5, section 5.8.1). */
const COMMANDS = ['execute \\_PIC 1', ...EVALUATED.map((name) => `all ${name}`), 'quit', ''].join('\n');

/** -dt: no allocation tracking; -di: no _INI and _STA; -to 2: a While loop that waits for hardware ends after 2 s. */
const FLAGS = ['-dt', '-di', '-to', '2'];
const PRESETS = 'fields.txt';
/** Offset in the table header (ACPI 6.5, section 5.2.6). */
const CHECKSUM = 9;

/**
 * Evaluates the routing objects of `aml` (the DSDT, then the SSDTs) with ACPICA's interpreter. Hardware reads
 * as zero there. Throws InputError naming `place` when acpiexec is missing, runs out of time or breaks off.
 */
export async function evaluate(
  place: string,
  aml: readonly AcpiTable[],
  options: AcpiexecOptions = {},
): Promise<Evaluations> {
  const folder = await mkdtemp(join(tmpdir(), 'pirqcheck-acpi-'));
  try {
    // Copies with plain names: files may be in sysfs, hold trailing bytes or have names acpiexec takes for patterns.
    const names = aml.map((t, i) => `${String(i).padStart(3, '0')}-${t.signature}.dat`);
    await Promise.all(aml.map((t, i) => writeFile(join(folder, names[i]!), summingToZero(t.bytes))));
    const presets = [...(options.fields ?? [])].map(([name, value]) => `${name} 0x${value.toString(16)}\n`);
    if (presets.length > 0) await writeFile(join(folder, PRESETS), presets.join(''));
    const args = [...FLAGS, ...(presets.length > 0 ? ['-fi', PRESETS] : []), ...names];
    return complete(place, await run(place, folder, args, options));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** acpiexec refuses to load a table with a bad checksum, which real systems do load. */
function summingToZero(bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes);
  copy[CHECKSUM] = 0;
  copy[CHECKSUM] = -copy.reduce((sum, b) => sum + b, 0);
  return copy;
}

/** Is there an acpiexec to run? */
export const hasAcpiexec = (program = 'acpiexec'): Promise<boolean> =>
  new Promise((resolve) => {
    const child = spawn(program, ['-v'], { stdio: 'ignore' });
    child.on('error', () => resolve(false));
    child.on('close', () => resolve(true));
  });

function run(place: string, cwd: string, args: string[], options: AcpiexecOptions): Promise<string> {
  const { program = 'acpiexec', timeoutMs = 60_000 } = options;
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, timeout: timeoutMs, killSignal: 'SIGKILL' });
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
    // A program that ends without reading its commands would otherwise raise EPIPE here.
    child.stdin.on('error', () => {});
    child.stdin.end(COMMANDS);
    child.on('error', (e: NodeJS.ErrnoException) =>
      reject(
        new InputError(
          place,
          e.code === 'ENOENT'
            ? `${program} not found: install Debian package acpica-tools (apt-get install acpica-tools)`
            : `${program} cannot be run: ${e.message}`,
        ),
      ),
    );
    child.on('close', (code, signal) => {
      const output = Buffer.concat(stdout).toString('latin1');
      if (code === 0) return resolve(output);
      const how =
        signal === 'SIGKILL'
          ? `was stopped after ${timeoutMs / 1000} s`
          : `failed (${signal ?? `exit code ${code}`})`;
      reject(new InputError(place, `${program} ${how} on these tables${lastErrorOf(output, stderr)}`));
    });
  });
}

function complete(place: string, output: string): Evaluations {
  const results = parseEvaluations(output);
  const lists = EVALUATED.map((name) => {
    const found = results.get(name);
    if (found === undefined)
      throw new InputError(
        place,
        `acpiexec broke off before it had evaluated every ${name}${lastErrorOf(output, [])}`,
      );
    return [name, found] as const;
  });
  return Object.fromEntries(lists) as Evaluations;
}

function lastErrorOf(output: string, stderr: Buffer[]): string {
  const lines = `${output}\n${Buffer.concat(stderr).toString('latin1')}`.split('\n');
  const error = lines.findLast((line) => /error|exception|could not|AE_[A-Z]/i.test(line));
  return error === undefined ? '' : `: ${error.trim().slice(0, 200)}`;
}
