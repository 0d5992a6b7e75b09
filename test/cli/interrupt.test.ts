import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { reportSchema } from '../../checker/result.js';

const main = join(import.meta.dirname, '../../dist/cli/main.js');

test('Ctrl-C ends a check with what is known by then', { timeout: 30_000 }, async () => {
  const child = spawn(process.execPath, [main, 'check', '--json', '--runs', '5000']);
  let out = '';
  let err = '';
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
  setTimeout(() => child.kill('SIGINT'), 3000);
  const code = await new Promise((resolve) => child.on('close', resolve));
  expect(code).toBe(3);
  expect(err).toBe('pirqcheck: interrupted; this is what was known by then\n');
  expect(reportSchema.parse(JSON.parse(out)).results.length).toBeGreaterThan(0);
});
