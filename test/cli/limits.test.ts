import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { reportSchema } from '../../checker/result.js';
import { LARGE, large } from './large.js';
import { folderWith, pirqcheck } from './run.js';

const main = join(import.meta.dirname, '../../dist/cli/main.js');

const verdicts = (json: string): [string, string][] =>
  reportSchema.parse(JSON.parse(json)).results.map((r) => [r.property, r.verdict]);

test.each([
  ['--max-memory', '8M', 'more than 8.0 MiB of memory'],
  ['--max-states', '5000', 'more than 5000 states'],
])('%s: inconclusive, and says how far it came', (option, value, limit) => {
  const dir = folderWith(large);
  const { code, out } = pirqcheck([...LARGE, option, value, '--brief'], dir);
  expect(code).toBe(3);
  expect(out).toMatch(
    new RegExp(`two lives at once under pvh-6.12-4.20: ${limit}; every run of up to \\d+ steps was searched`),
  );
  expect(out).not.toContain('holds  ');
});

test('--max-seconds: inconclusive, never a false holds', () => {
  const dir = folderWith(large);
  const { code, out } = pirqcheck([...LARGE, '--max-seconds', '1', '--json'], dir);
  const found = verdicts(out).map(([, verdict]) => verdict);
  // A machine that searches half a million states within a second decides it.
  expect([
    [3, 'inconclusive'],
    [0, 'holds'],
  ]).toContainEqual([code, found[0]]);
});

test('what was violated before the limit stays violated, by the same shortest run', () => {
  const dir = folderWith(large);
  const search = (...args: string[]) =>
    reportSchema.parse(JSON.parse(pirqcheck([...LARGE, 'I15', ...args, '--json'], dir).out)).results[1]!;
  const [whole, cut] = [search(), search('--max-states', '200000')];
  expect([cut.property, cut.verdict, cut.exhaustive]).toEqual(['I15', 'violated', false]);
  expect(cut.trace).toEqual(whole.trace);
});

test('Ctrl-C in the middle of one search: what is known so far, and it can go on', async () => {
  const dir = folderWith(large);
  const kept = ['--checkpoint', 'kept', '--checkpoint-every', '1', '--brief'];
  const child = spawn(process.execPath, [main, ...LARGE, ...kept], { cwd: dir });
  let out = '';
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  const ended = new Promise((resolve) => child.on('close', resolve));
  while (child.exitCode === null && !existsSync(join(dir, 'kept/0/search.json'))) await wait(20);
  child.kill('SIGINT');
  expect(await ended).toBe(3);
  expect(out).toMatch(/under pvh-6.12-4.20: interrupted; every run of up to \d+ steps was searched\n/);
  const again = pirqcheck([...LARGE, ...kept], dir);
  expect([again.code, again.out.includes('interrupted')]).toEqual([0, false]);
  expect(again.err).toContain('goes on with');
});

test.each([
  [['--max-memory', 'much'], "option '--max-memory <size>' argument 'much' is invalid"],
  [['--max-memory', '10'], "option '--max-memory <size>' argument '10' is invalid"],
  [['--checkpoint-every', '5'], '--checkpoint-every: is about --checkpoint'],
  [['--checkpoint', 'kept', '--symmetry'], '--checkpoint: does not go with --symmetry'],
])('%j is refused in one line', (args, message) => {
  const { code, out, err } = pirqcheck(['check', ...args]);
  expect([code, out]).toEqual([2, '']);
  expect(err).toContain(message);
  expect(err.trim().split('\n')).toHaveLength(1);
});
