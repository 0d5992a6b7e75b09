import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Shape, Snapshot } from '../../checker/checkpoint.js';
import { CheckpointFolder } from '../../cli/checkpoint-files.js';
import { InputError } from '../../model/input-error.js';
import { folderWith } from './run.js';

const shape: Shape = { wordsPerState: 2, properties: 1, instructions: 3, keepsEdges: true };
const snapshot: Snapshot = {
  transitions: 4,
  depth: 2,
  levelEnd: 3,
  expanded: 2,
  states: 5,
  watched: [{ applicable: true, at: 4, move: -1, witness: 'w' }],
  taken: [1, 2, 1],
  grown: {
    packed: Int32Array.from({ length: 10 }, (_, i) => i),
    parents: Int32Array.of(0, 0, 0, 1, 1),
    edgesOf: Int32Array.of(0, 2),
    edges: Int32Array.of(1, 2, 3, 4),
  },
  waiting: Uint16Array.of(7, 8, 9),
};

const opened = (dir: string): CheckpointFolder => new CheckpointFolder(join(dir, 'kept'), 'a job', 1);
const load = (dir: string, as = shape): Snapshot | null =>
  opened(dir)
    .of(0, () => {})
    .load(as);
const save = (dir: string): void =>
  opened(dir)
    .of(0, () => {})
    .save(snapshot);

/** A folder in which a search is kept. */
function kept(): string {
  const dir = folderWith({});
  save(dir);
  return dir;
}

/** What is said of a folder, without the name of that in which it is. */
function refusal(dir: string, use: (dir: string) => unknown): string {
  try {
    use(dir);
  } catch (e) {
    expect(e).toBeInstanceOf(InputError);
    return (e as InputError).message.replace(`${dir}/`, '');
  }
  throw new Error('nothing was refused');
}

test('what was kept is loaded', () => {
  expect(load(kept())).toEqual(snapshot);
  expect(load(folderWith({}))).toBeNull();
});

describe('what the operating system refuses is said in one line that names the file', () => {
  const gone = (name: string) => (dir: string) => rmSync(join(dir, 'kept', name), { recursive: true });
  test.each<[string, (dir: string) => void, string]>([
    [
      'no states',
      gone('0/packed.bin'),
      'kept/0/packed.bin: cannot be read: no such file or directory (ENOENT)',
    ],
    [
      'none that wait',
      gone('0/waiting-1.bin'),
      'kept/0/waiting-1.bin: cannot be read: no such file or directory (ENOENT)',
    ],
    [
      'a file for a search',
      (dir) => {
        gone('0')(dir);
        writeFileSync(join(dir, 'kept/0'), '');
      },
      'kept/0: cannot be read: not a directory (ENOTDIR)',
    ],
    [
      'a folder for a header',
      (dir) => {
        gone('0/search.json')(dir);
        mkdirSync(join(dir, 'kept/0/search.json'));
      },
      'kept/0/search.json: cannot be read: illegal operation on a directory (EISDIR)',
    ],
    [
      'a folder for the job',
      (dir) => {
        gone('job.json')(dir);
        mkdirSync(join(dir, 'kept/job.json'));
      },
      'kept/job.json: cannot be read: illegal operation on a directory (EISDIR)',
    ],
    [
      'a file for the folder',
      (dir) => {
        gone('')(dir);
        writeFileSync(join(dir, 'kept'), '');
      },
      'kept: cannot be read: not a directory (ENOTDIR)',
    ],
  ])('%s', (_what, spoil, message) => {
    const dir = kept();
    spoil(dir);
    expect(refusal(dir, load)).toBe(message);
  });

  test('a folder that cannot be made', () => {
    expect(
      refusal(folderWith({ kept: '' }), (dir) => new CheckpointFolder(join(dir, 'kept/in'), '', 1)),
    ).toBe('kept/in: cannot be made: not a directory (ENOTDIR)');
  });

  test.each([
    ['0', 'kept/0: cannot be made: file already exists (EEXIST)'],
    ['0/edges.bin', 'kept/0/edges.bin: cannot be written: illegal operation on a directory (EISDIR)'],
    ['0/search.json', 'kept/0/search.json: cannot be written: illegal operation on a directory (EISDIR)'],
  ])('what cannot be saved: %s', (name, message) => {
    const dir = folderWith({});
    opened(dir);
    if (name === '0') writeFileSync(join(dir, 'kept/0'), '');
    else mkdirSync(join(dir, 'kept', name), { recursive: true });
    expect(refusal(dir, save)).toBe(message);
  });
});

describe('a header that no such search has written is refused, and left alone', () => {
  const damaged = 'kept/0/search.json: is damaged';
  const lengths = { packed: 10, parents: 5, edgesOf: 2, edges: 4 };
  const found = (at: number) => ({ watched: [{ ...snapshot.watched[0], at }] });

  test.each<[string, object]>([
    ['more expanded than found', { expanded: 6, levelEnd: 6, lengths: { ...lengths, edgesOf: 6 } }],
    ['a level that ended before', { levelEnd: 1 }],
    ['a level of states not found', { levelEnd: 6 }],
    ['no state', { states: 0 }],
    ['fewer states', { states: 4 }],
    ['fewer states and parents', { states: 4, lengths: { ...lengths, parents: 4 } }],
    ['fewer parents', { lengths: { ...lengths, parents: 4 } }],
    ['fewer packed states', { lengths: { ...lengths, packed: 8 } }],
    ['another graph', { lengths: { ...lengths, edgesOf: 1 } }],
    ['fewer edges', { lengths: { ...lengths, edges: 3 } }],
    ['a violation in no state', found(5)],
    ['a violation before the first state', found(-2)],
    ['another property', { watched: [snapshot.watched[0], snapshot.watched[0]] }],
    ['another instruction', { taken: [1, 2, 1, 0] }],
    ['those that wait anywhere', { waiting: '../../waiting-1.bin' }],
    ['those that wait nowhere', { waiting: 'waiting' }],
  ])('%s', (_what, edit) => {
    const dir = kept();
    const place = join(dir, 'kept/0/search.json');
    const header = JSON.parse(readFileSync(place, 'utf8')) as object;
    writeFileSync(place, JSON.stringify({ ...header, ...edit }));
    const before = readdirSync(join(dir, 'kept/0'));
    expect(refusal(dir, load)).toBe(damaged);
    expect(readdirSync(join(dir, 'kept/0'))).toEqual(before);
  });

  test('of a search that keeps no graph', () => {
    expect(refusal(kept(), (dir) => load(dir, { ...shape, keepsEdges: false }))).toBe(damaged);
  });
});
