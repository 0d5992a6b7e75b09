import { expect, test } from 'vitest';
import { folderWith, pirqcheck } from './run.js';

test('finds the choice that turns two cells green, the same every time, and matrix agrees', () => {
  const cells = ['--scenarios', 'T4/hidden-neighbour', 'T1/ghost', '--properties', 'I8'];
  const args = ['synthesize', ...cells, '--json'];
  const { code, out, err } = pirqcheck(args);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  const { sets, givenUp } = JSON.parse(out) as {
    sets: { design: string; picks: object[] }[];
    givenUp: object[];
  };
  expect(givenUp).toEqual([]);
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

test.each([
  [['--from', 'nobody'], /there is no design "nobody"/],
  [['--from', 'pv-6.1-4.17'], /cannot be varied: a PV dom0/],
  [['--scenarios', 'T99/'], /begins with T99\//],
])('synthesize %j is refused in one line', (args, says) => {
  const { code, out, err } = pirqcheck(['synthesize', ...args], folderWith({}));
  expect(err).toMatch(says);
  expect(err.trimEnd().split('\n')).toHaveLength(1);
  expect({ code, out }).toEqual({ code: 2, out: '' });
});
