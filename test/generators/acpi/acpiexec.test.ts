import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { evaluate, hasAcpiexec } from '../../../generators/acpi/acpiexec.js';
import { parseTable } from '../../../generators/acpi/tables.js';
import { emptyDsdt, folder } from './bytes.js';

const dsdt = parseTable('DSDT.dat', emptyDsdt, () => {});

function stub(script: string): string {
  const program = join(folder({ acpiexec: `#!/bin/sh\n${script}\n` }), 'acpiexec');
  chmodSync(program, 0o755);
  return program;
}

test('a missing acpiexec is named with the package that has it', async () => {
  await expect(evaluate('tables', [dsdt], { program: 'no-acpiexec-here' })).rejects.toThrow(
    'tables: no-acpiexec-here not found: install Debian package acpica-tools (apt-get install acpica-tools)',
  );
  expect(await hasAcpiexec('no-acpiexec-here')).toBe(false);
});

test('a run that takes too long is stopped', async () => {
  const program = stub('exec sleep 20');
  await expect(evaluate('tables', [dsdt], { program, timeoutMs: 100 })).rejects.toThrow(
    /^tables: .* was stopped after 0\.1 s/,
  );
});

test('a failing run is reported with its last error', async () => {
  const program = stub('echo "Could not load ACPI tables, AE_BAD_HEADER" >&2; exit 3');
  await expect(evaluate('tables', [dsdt], { program })).rejects.toThrow(
    /failed \(exit code 3\) on these tables: Could not load ACPI tables/,
  );
});

test('a crash is reported', async () => {
  await expect(evaluate('tables', [dsdt], { program: stub('kill -SEGV $$') })).rejects.toThrow(/SIGSEGV/);
});

test('an output without every result is refused', async () => {
  await expect(evaluate('tables', [dsdt], { program: stub('exit 0') })).rejects.toThrow(
    /broke off before it had evaluated every _PRT/,
  );
});
