import { spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { rmSync } from 'node:fs';

const root = join(import.meta.dirname, '../..');

/** What a run of the built `pirqcheck` did. */
export interface Run {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs the built program, as npm test has built it, in a folder. */
export function pirqcheck(args: readonly string[], cwd = root): Run {
  const { status, stdout, stderr, error } = spawnSync(
    process.execPath,
    [join(root, 'dist/cli/main.js'), ...args],
    { cwd, encoding: 'utf8', maxBuffer: 1 << 28, env: { ...process.env, NO_COLOR: '', NODE_OPTIONS: '' } },
  );
  if (error) throw error;
  return { code: status, out: stdout, err: stderr };
}

/** A folder with files, gone when the test is over. */
export function folderWith(files: Readonly<Record<string, unknown>>): string {
  const dir = mkdtempSync(join(tmpdir(), 'pirqcheck-cli-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(files))
    writeFileSync(
      join(dir, name),
      typeof content === 'string' || Buffer.isBuffer(content) ? content : JSON.stringify(content),
    );
  return dir;
}
