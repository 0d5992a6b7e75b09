import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { folderWith, pirqcheck } from './run.js';

test('finds the choice that turns two cells green, the same every time, and matrix agrees', () => {
  const cells = ['--scenarios', 'T4/hidden-neighbour', 'T1/ghost', '--properties', 'I8'];
  const args = ['synthesize', ...cells, '--json'];
  const { code, out, err } = pirqcheck(args);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  const { sets, red } = JSON.parse(out) as {
    sets: { design: string; picks: object[] }[];
    red: object[];
  };
  expect(red).toEqual([]);
  expect(sets.length).toBeGreaterThan(0);
  expect(sets[0]!.picks).toHaveLength(1);
  const { out: matrix } = pirqcheck([
    'matrix',
    ...cells,
    '--brief',
    '--designs',
    'pvh-6.12-4.20',
    sets[0]!.design,
  ]);
  expect(matrix).toMatch(/^T4\/hidden-neighbour {2}I8 {2}a [·-]/m);
  expect(pirqcheck(args).out).toBe(out);
});

test('a proof that no combination is green is written whole, holds when it is checked, and not when a run is missing', () => {
  const dir = folderWith({});
  const cells = ['--scenarios', 'T1/attach', 'T1/crash-while-attaching'];
  const { code, out } = pirqcheck(['synthesize', ...cells, '--proof', 'proof.json'], dir);
  expect(code).toBe(1);
  expect(out).toMatch(
    /Never green together, and no smaller set is like this\n {2}T1\/attach .*\n.*\n {2}T1\/crash/,
  );
  const again = pirqcheck(['synthesize', '--recheck', 'proof.json'], dir);
  expect(again).toMatchObject({ code: 0, out: expect.stringMatching(/^proven again: /) as string });
  const proof = JSON.parse(readFileSync(join(dir, 'proof.json'), 'utf8')) as {
    refuted: { token: string }[];
  };
  expect(pirqcheck(['replay', proof.refuted[0]!.token]).out).toMatch(/attach/);
  const [first, ...others] = proof.refuted;
  for (const [edited, says] of [
    [{ cells: [] }, /edited\.json: T1\/\S+ \w+ is refuted, and not among its cells$/],
    [{ base: 'nobody' }, /edited\.json: design: there is no design "nobody"/],
    [{ version: 2 }, /edited\.json\.version: is no proof of synthesize/],
    [{ refuted: [{ ...first, token: 'pq1.x' }, ...others] }, /edited\.json: token: damaged/],
    [
      { refuted: [{ ...first, choices: { nix: ['a'] } }, ...others] },
      /edited\.json: there is no dimension nix$/,
    ],
    [
      { refuted: [{ ...first, design: 'pvh-6.12-4.20+nix=a' }, ...others] },
      /is no combination of pvh-6\.12-4\.20$/,
    ],
  ] as const) {
    writeFileSync(join(dir, 'edited.json'), JSON.stringify({ ...proof, ...edited }));
    const refused = pirqcheck(['synthesize', '--recheck', 'edited.json'], dir);
    expect(refused).toMatchObject({ code: 2, out: '' });
    expect(refused.err.trimEnd()).toMatch(says);
    expect(refused.err.trimEnd().split('\n')).toHaveLength(1);
  }
  writeFileSync(join(dir, 'less.json'), JSON.stringify({ ...proof, mostChanges: 1 }));
  expect(pirqcheck(['synthesize', '--recheck', 'less.json'], dir).out).toContain(
    'no combination of pvh-6.12-4.20 with at most 1 changes turns',
  );
  proof.refuted.pop();
  writeFileSync(join(dir, 'gap.json'), JSON.stringify(proof));
  expect(pirqcheck(['synthesize', '--recheck', 'gap.json'], dir)).toMatchObject({
    code: 1,
    out: expect.stringMatching(/^not proven: nothing is said of /) as string,
  });
});

test('a proof that there is not is missed aloud', () => {
  const dir = folderWith({});
  const cells = ['--scenarios', 'T1/ghost', 'T4/hidden-neighbour', '--properties', 'I8'];
  const { code, err } = pirqcheck(['synthesize', ...cells, '--proof', 'proof.json'], dir);
  expect(code).toBe(0);
  expect(err).toBe(
    'pirqcheck: proof.json is not written: every cell turns green, and there is nothing to prove\n',
  );
  expect(existsSync(join(dir, 'proof.json'))).toBe(false);
});

test('no more changes than are allowed', () => {
  const { code, out } = pirqcheck(['synthesize', '--scenarios', 'T1/ghost', '--max-changes', '0']);
  expect(code).toBe(1);
  expect(out).toContain('No combination with at most 0 changes turns every cell green.');
});

test.each([
  [['--recheck', 'none.json'], /none\.json: cannot be read/],
  [['--recheck', 'other.json'], /other\.json: is no proof of synthesize/],
  [['--recheck', 'other.json', '--proof', 'mine.json'], /'--recheck <file>' cannot be used with/],
  [['--max-changes', '-1'], /max-changes/],
  [['--from', 'nobody'], /there is no design "nobody"/],
  [['--from', 'pv-6.1-4.17'], /cannot be varied: a PV dom0/],
  [['--scenarios', 'T99/'], /begins with T99\//],
])('synthesize %j is refused in one line', (args, says) => {
  const { code, out, err } = pirqcheck(['synthesize', ...args], folderWith({ 'other.json': [] }));
  expect(err).toMatch(says);
  expect(err.trimEnd().split('\n')).toHaveLength(1);
  expect({ code, out }).toEqual({ code: 2, out: '' });
});
