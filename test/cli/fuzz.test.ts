import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadCorpus } from '../../checker/corpus.js';
import type { FuzzSummary } from '../../cli/fuzz-summary.js';
import { parsers } from '../../cli/subjects.js';
import { folderWith, pirqcheck } from './run.js';

const main = join(import.meta.dirname, '../../dist/cli/main.js');
const QUICK = ['fuzz', '--minutes', '1', '--systems', '25', '--design', 'rfc-base', '--corpus', 'corpus'];

const files = (dir: string): string[] => readdirSync(join(dir, 'corpus')).sort();

describe('two runs', () => {
  test('keep each find once, and look at it again', { timeout: 60_000 }, () => {
    const dir = folderWith({});
    const one = pirqcheck([...QUICK, '--seed', 'a', '--property', 'I1', 'I2'], dir);
    expect({ code: one.code, err: one.err }).toEqual({ code: 0, err: '' });
    expect(one.out).toMatch(
      /^seed a: 1 designs, 2 properties, corpus corpus\nthe same again: pirqcheck fuzz --seed a /,
    );
    const kept = files(dir);
    expect(kept.some((f) => f.startsWith('I1-rfc-base-'))).toBe(true);
    const two = pirqcheck([...QUICK, '--seed', 'a', '--property', 'I1', 'I2', '--json'], dir);
    const { corpus, finds } = JSON.parse(two.out) as FuzzSummary;
    expect(corpus.stillViolated.map((key) => `${key}.json`).sort()).toEqual(kept);
    const after = files(dir);
    expect(after).toEqual([...kept, ...finds.map((f) => `${f.key}.json`)].sort());
    expect(finds.filter((f) => kept.includes(`${f.key}.json`))).toEqual([]);

    const replayed = pirqcheck(['replay', join('corpus', kept[0]!)], dir);
    expect({ code: replayed.code, err: replayed.err }).toEqual({ code: 0, err: '' });
    expect(replayed.out).toContain('rfc-base');
  });

  test('pass over a damaged file with one warning, and leave it', { timeout: 60_000 }, () => {
    const dir = folderWith({});
    pirqcheck([...QUICK, '--seed', 'a', '--property', 'I2'], dir);
    const [name] = files(dir);
    const file = join(dir, 'corpus', name!);
    const half = readFileSync(file, 'utf8').slice(0, 500);
    writeFileSync(join(dir, 'corpus/broken.json'), half);
    writeFileSync(
      join(dir, 'corpus/elsewhere.json'),
      readFileSync(file, 'utf8').replace('"design": "rfc-base"', '"design": "rfc-gone"'),
    );
    const { code, err } = pirqcheck([...QUICK, '--systems', '1', '--seed', 'b', '--property', 'I2'], dir);
    expect(code).toBe(0);
    const lines = err.trimEnd().split('\n');
    expect(lines).toHaveLength(2);
    expect(lines[0]).toMatch(/^warning: corpus\/broken\.json: is not JSON: .*; skipped$/);
    expect(lines[1]).toBe('warning: corpus/elsewhere.json: there is no design "rfc-gone"; skipped');
    expect(readFileSync(join(dir, 'corpus/broken.json'), 'utf8')).toBe(half);
    expect(pirqcheck(['replay', 'corpus/broken.json'], dir)).toMatchObject({ code: 2, out: '' });
  });
});

describe('a run that is stopped', () => {
  const start = (dir: string): ReturnType<typeof spawn> =>
    spawn(process.execPath, [main, 'fuzz', '--minutes', '5', '--seed', 's', '--json'], { cwd: dir });
  const findsIn = (dir: string): number =>
    existsSync(join(dir, 'corpus'))
      ? readdirSync(join(dir, 'corpus')).filter((f) => f.endsWith('.json')).length
      : 0;
  const ended = (child: ReturnType<typeof spawn>): Promise<number | null> =>
    new Promise((resolve) => child.on('close', resolve));

  test('by kill -9 leaves a corpus that loads', { timeout: 30_000 }, async () => {
    const dir = folderWith({});
    const child = start(dir);
    const end = ended(child);
    const poll = setInterval(() => {
      if (findsIn(dir) > 0) child.kill('SIGKILL');
    }, 50);
    await end;
    clearInterval(poll);
    const { finds, broken } = loadCorpus(join(dir, 'corpus'), parsers);
    expect(broken).toEqual([]);
    expect(finds.length).toBeGreaterThan(0);
  });

  test.each(['SIGINT', 'SIGTERM'] as const)(
    'by %s ends with its summary, and nothing is lost',
    { timeout: 30_000 },
    async (signal) => {
      const dir = folderWith({});
      const child = start(dir);
      let out = '';
      child.stdout!.on('data', (chunk: Buffer) => (out += chunk.toString()));
      setTimeout(() => child.kill(signal), 2500);
      const code = await ended(child);
      const summary = JSON.parse(out) as FuzzSummary;
      expect(code).toBe(summary.finds.some((f) => !f.recorded) ? 1 : 0);
      expect(summary).toMatchObject({ version: 1, seed: 's', interrupted: true });
      expect(files(dir)).toEqual(summary.finds.map((f) => `${f.key}.json`).sort());
    },
  );
});

describe('what cannot be used is refused in one line', () => {
  const refused: readonly (readonly [args: string[], says: RegExp])[] = [
    [[], /required option '--minutes <n>' not specified/],
    [['--minutes', '0'], /It must be a number of minutes/],
    [['--minutes', '-1'], /It must be a number of minutes/],
    [['--minutes', 'ten'], /It must be a number of minutes/],
    [['--minutes', '1', '--design', 'rfc-bas'], /did you mean rfc-base\?/],
    [['--minutes', '1', '--property', 'I0'], /there is no property "I0"/],
    [['--minutes', '1', '--topology', 'none.json'], /none\.json: cannot be read \(ENOENT\)/],
    [['--minutes', '1', '--seed', ' '], /--seed: must be a line of text/],
    [['--minutes', '1', '--corpus', 'file'], /file: cannot be used as a corpus folder \(ENOTDIR\)/],
    [['--minutes', '1', '--systems', '0'], /whole number/],
  ];
  test.each(refused)('%j', (args, says) => {
    const { code, err } = pirqcheck(['fuzz', ...args], folderWith({ file: '' }));
    expect(code).toBe(2);
    expect(err).toMatch(says);
    expect(err.trimEnd().split('\n')).toHaveLength(1);
  });
});

test('only the machines that are named, from files too', { timeout: 30_000 }, () => {
  const machine = JSON.parse(pirqcheck(['list', 'topologies', '--json']).out) as { name: string }[];
  const dir = folderWith({ 'm.json': { ...machine.find((t) => t.name === 'T2'), name: 'mine' } });
  const args = ['--seed', 'a', '--property', 'I1', '--topology', 'm.json', '--json'];
  const { finds } = JSON.parse(pirqcheck([...QUICK, ...args], dir).out) as FuzzSummary;
  expect(finds.length).toBeGreaterThan(0);
  for (const { file } of finds) expect(readFileSync(join(dir, file), 'utf8')).toContain('"name": "mine"');
});
