import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { LabError } from './lab-error.js';

/** What a boot and the reading of its console depend on. */
const MATTERS = ['lab', 'model', 'checker', 'cli', 'package-lock.json', ':!lab/recordings'];

/**
 * The last commit that changed the lab or what it depends on, by which its transcripts are told apart. Throws LabError where
 * there is none: no git repository at `root`, or files that differ from their commit.
 */
export function commitOfLab(root = fileURLToPath(new URL('..', import.meta.url))): string {
  const git = (...args: string[]): string => {
    try {
      return execFileSync('git', ['-C', root, ...args, '--', ...MATTERS], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      }).trimEnd();
    } catch {
      throw new LabError(`--continue goes by the commit of the lab, and ${root} is no git repository`);
    }
  };
  const changed = git('status', '--porcelain');
  if (changed !== '') {
    const first = changed.split('\n')[0]!.slice(3);
    throw new LabError(`--continue goes by the commit of the lab, and ${first} differs from it`);
  }
  return git('log', '-1', '--format=%H');
}
