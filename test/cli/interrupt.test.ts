import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { reportSchema } from '../../checker/result.js';
import { litmusSchema } from '../../reports/litmus-json.js';

const main = join(import.meta.dirname, '../../dist/cli/main.js');

/** Runs a command until Ctrl-C after some seconds. */
async function interrupted(
  args: readonly string[],
  after = 3000,
): Promise<{ code: unknown; out: string; err: string }> {
  const child = spawn(process.execPath, [main, ...args]);
  let out = '';
  let err = '';
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
  setTimeout(() => child.kill('SIGINT'), after);
  const code = await new Promise((resolve) => child.on('close', resolve));
  return { code, out, err };
}

const SAID = 'pirqcheck: interrupted; this is what was known by then\n';

describe('Ctrl-C', () => {
  test('ends a check with what is known by then', { timeout: 60_000 }, async () => {
    const { code, out, err } = await interrupted(['check', '--json', '--runs', '5000']);
    expect({ code, err }).toEqual({ code: 3, err: SAID });
    expect(reportSchema.parse(JSON.parse(out)).results.length).toBeGreaterThan(0);
  });

  test('ends a synthesis with the best combination by then', { timeout: 60_000 }, async () => {
    const { code, out, err } = await interrupted(['synthesize', '--json'], 15_000);
    expect({ code, err }).toEqual({ code: 3, err: SAID });
    const { sets, red, done } = JSON.parse(out) as { sets: object[]; red: object[]; done: boolean };
    expect(done).toBe(false);
    expect(sets).toHaveLength(1);
    expect(red.length).toBeGreaterThan(0);
  });

  test('ends a matrix with the cells that are decided', { timeout: 60_000 }, async () => {
    const { code, out, err } = await interrupted(['matrix', '--json'], 10_000);
    expect({ code, err }).toEqual({ code: 3, err: SAID });
    const cells = litmusSchema.parse(JSON.parse(out)).matrices.flatMap((m) => m.rows.flatMap((r) => r.cells));
    const open = cells.filter((c) => c.verdict === 'n/a' && c.reason.startsWith('interrupted')).length;
    expect(open).toBeGreaterThan(0);
    expect(cells.length).toBeGreaterThan(open);
    expect(cells.some((c) => c.verdict === 'holds')).toBe(true);
  });
});
