import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { commitOfLab } from '../../lab/commit.js';

describe('the commit of the lab', () => {
  let root = '';
  const git = (...args: string[]): void =>
    void execFileSync('git', ['-C', root, '-c', 'user.name=n', '-c', 'user.email=e', ...args]);
  const write = (path: string, text: string): void => writeFileSync(join(root, path), text);
  const commit = (message: string): void => {
    git('add', '.');
    git('commit', '-q', '-m', message);
  };
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'pirqcheck-commit-'));
    git('init', '-q');
    mkdirSync(join(root, 'lab', 'recordings'), { recursive: true });
    for (const folder of ['model', 'checker', 'cli']) mkdirSync(join(root, folder));
    write('lab/main.ts', '1');
    write('lab/recordings/run.json', '1');
    commit('first');
  });
  afterEach(() => rmSync(root, { recursive: true }));

  it('stays the same while only recordings and documents change, committed or not', () => {
    const first = commitOfLab(root);
    expect(first).toMatch(/^[0-9a-f]{40}$/);
    write('lab/recordings/run.json', '2');
    write('README.md', '2');
    expect(commitOfLab(root)).toBe(first);
    commit('recordings');
    expect(commitOfLab(root)).toBe(first);
  });

  it('is another one when the lab changes, and none while that is not committed', () => {
    const first = commitOfLab(root);
    write('lab/main.ts', '2');
    expect(() => commitOfLab(root)).toThrow('lab/main.ts differs from it');
    commit('second');
    expect(commitOfLab(root)).not.toBe(first);
  });

  it('does not exist outside a repository', () => {
    rmSync(join(root, '.git'), { recursive: true });
    expect(() => commitOfLab(root)).toThrow('is no git repository');
  });
});
