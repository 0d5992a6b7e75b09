import { spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { LARGE, large } from './large.js';
import { folderWith, pirqcheck } from './run.js';

const main = join(import.meta.dirname, '../../dist/cli/main.js');
const KEPT = ['--checkpoint', 'kept', '--checkpoint-every', '1'];

/** Starts the search and kills it, without warning, as soon as a checkpoint is there. False if it was quicker than that. */
async function killed(dir: string): Promise<boolean> {
  const child = spawn(process.execPath, [main, ...LARGE, ...KEPT, '--json'], { cwd: dir, stdio: 'ignore' });
  const ended = new Promise<boolean>((resolve) => child.on('close', (code) => resolve(code === null)));
  while (child.exitCode === null && !existsSync(join(dir, 'kept/0/search.json'))) await wait(20);
  child.kill('SIGKILL');
  return ended;
}

test('killed in the middle and started again: the same report, byte for byte', async () => {
  const dir = folderWith(large);
  const whole = pirqcheck([...LARGE, '--json'], dir);
  expect(await killed(dir)).toBe(true);
  const resumed = pirqcheck([...LARGE, ...KEPT, '--json'], dir);
  expect(resumed.err).toMatch(
    /^pirqcheck: goes on with two lives at once under pvh-6.12-4.20, from \d+ states\n$/,
  );
  expect(resumed.out).toBe(whole.out);
  expect(resumed.code).toBe(whole.code);
  expect(existsSync(join(dir, 'kept'))).toBe(false);
});

test('what a limit ended goes on with a higher one', () => {
  const dir = folderWith(large);
  const whole = pirqcheck([...LARGE, '--json'], dir);
  expect(pirqcheck([...LARGE, ...KEPT, '--max-states', '100000', '--json'], dir).code).toBe(3);
  const resumed = pirqcheck([...LARGE, ...KEPT, '--json'], dir);
  expect(resumed.err).toContain('goes on with');
  expect(resumed.out).toBe(whole.out);
});

describe('a folder that keeps something else is refused, and left alone', () => {
  const short = [...LARGE, ...KEPT, '--max-states', '20000', '--brief'];
  test.each<[string, (dir: string) => void, string]>([
    [
      'another model',
      (dir) => {
        const place = join(dir, 'kept/job.json');
        const job = JSON.parse(readFileSync(place, 'utf8')) as { fingerprint: string };
        writeFileSync(place, JSON.stringify({ ...job, fingerprint: '00000000' }));
      },
      'kept: keeps searches of another model (00000000, this is ',
    ],
    [
      'another system',
      (dir) => {
        const lives = large['lives.json'];
        const threads = { ...lives.threads, dom0: ['driver.bind 0000:00:03.0'] };
        writeFileSync(join(dir, 'lives.json'), JSON.stringify({ ...lives, threads }));
      },
      'kept: keeps searches of other systems, designs, properties or reductions',
    ],
    [
      'something damaged',
      (dir) => truncateSync(join(dir, 'kept/0/packed.bin'), 100),
      'kept/0/packed.bin: is cut off',
    ],
    [
      'something incomplete',
      (dir) => rmSync(join(dir, 'kept/0/packed.bin')),
      'kept/0/packed.bin: cannot be read: no such file or directory (ENOENT)',
    ],
    [
      'nonsense',
      (dir) => writeFileSync(join(dir, 'kept/0/search.json'), '{'),
      'kept/0/search.json: is damaged',
    ],
  ])('%s', (_what, spoil, message) => {
    const dir = folderWith(large);
    expect(pirqcheck(short, dir).code).toBe(3);
    spoil(dir);
    const { code, out, err } = pirqcheck(short, dir);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(message);
    expect(err).toMatch(/^pirqcheck: .*\n$/);
    expect(existsSync(join(dir, 'kept/job.json'))).toBe(true);
  });

  test('a file', () => {
    const dir = folderWith(large);
    const { code, err } = pirqcheck([...LARGE, '--checkpoint', 'lives.json'], dir);
    expect(code).toBe(2);
    expect(err).toBe('pirqcheck: lives.json: cannot be read: not a directory (ENOTDIR)\n');
  });

  test('somebody else’s files', () => {
    const dir = folderWith(large);
    const { code, err } = pirqcheck([...LARGE, '--checkpoint', '.'], dir);
    expect(code).toBe(2);
    expect(err).toBe(
      'pirqcheck: .: is not empty and keeps no search; remove the folder or name another one\n',
    );
  });
});
