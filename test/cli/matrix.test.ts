import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { questionsOf } from '../../cli/litmus.js';
import { litmusSchema } from '../../reports/litmus-json.js';
import { folderWith, pirqcheck } from './run.js';

const GHOST = ['--scenarios', 'T1/ghost'];
const TWO = ['--designs', 'pv-6.1-4.17', 'pvh-6.12-4.20'];

/** The cells of a JSON matrix: `scenario property design: verdict`. */
function cellsOf(out: string): string[] {
  const { matrices } = litmusSchema.parse(JSON.parse(out));
  return matrices.flatMap(({ rows }) =>
    rows.flatMap((r) => r.cells.map((c) => `${r.scenario} ${r.property} ${c.design}: ${c.verdict}`)),
  );
}

describe('pirqcheck matrix', () => {
  test('as text: stairs of names, one sign for each cell, what was observed', () => {
    const { code, out, err } = pirqcheck(['matrix', ...GHOST, ...TWO]);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(/┌ pv-6\.1-4\.17\n +│ ┌ pvh-6\.12-4\.20\nT1\/ghost {2}I9 {2}· a\n/);
    expect(out).toMatch(/observed always +1\/1 {2}a {2}pvh-6\.12-4\.20\n/);
    expect(out).toMatch(/observed never +0\/1 +pv-6\.1-4\.17\n/);
    expect(out).toMatch(/All as recorded\.\n$/);
  });

  test('the command it names shows the same counterexample', () => {
    const { out } = pirqcheck(['matrix', ...GHOST, ...TWO]);
    const [, witness, command] = /\n +(.*) \(\d+ steps\)\n +pirqcheck (check .*)\n/.exec(out) ?? [];
    expect(pirqcheck(command!.split(' ')).out).toContain(`\n${witness}\n`);
  });

  test('asks other properties where they are named', () => {
    const { out } = pirqcheck([
      'matrix',
      '--json',
      ...TWO,
      ...GHOST,
      '--properties',
      'I1',
      'no-ghost-sharer',
    ]);
    expect(cellsOf(out)).toEqual([
      'T1/ghost I1 pv-6.1-4.17: vacuous',
      'T1/ghost I1 pvh-6.12-4.20: vacuous',
      'T1/ghost I9 pv-6.1-4.17: holds',
      'T1/ghost I9 pvh-6.12-4.20: violated',
    ]);
  });

  test('the beginning of names stands for all that begin so', () => {
    const names = (...scenarios: string[]): string[] =>
      questionsOf({ scenarios, properties: ['I1'] }).map((q) => q.scenario.name);
    expect(names('T1/*')).toEqual(names('T1/'));
    expect(names('T1/attach*').length).toBeGreaterThan(1);
    expect(names('T1/attach*').every((name) => name.startsWith('T1/attach'))).toBe(true);
    expect(names('t1/GHOST', 'T1/ghost')).toEqual(['T1/ghost']);
  });

  test('a combination whose given: part reaches a bound of the model is inconclusive, with the reason, and no more', () => {
    const odd = 'pvh-6.12-4.20+gsi-source=xen-relation+bind=gsi';
    const { code, out, err } = pirqcheck(['matrix', '--scenarios', 'T3/attach', '--designs', odd, TWO[2]!]);
    expect({ code, err }).toEqual({ code: 3, err: '' });
    expect(out).toMatch(/^T3\/attach {2}A1 {2}· ~$/m);
    expect(out).toMatch(/given: part, the model's bound is reached: Xen irq 24 outside the cone/);
  });

  test('a file is written whole, in the form that was asked for, and the same every time', () => {
    const dir = folderWith({});
    const write = (file: string): string => {
      const { code, out } = pirqcheck(['matrix', ...GHOST, ...TWO, '--markdown', '-o', file], dir);
      expect(code).toBe(0);
      expect(out).toMatch(/^1 questions? x .*\n$/);
      return readFileSync(join(dir, file), 'utf8');
    };
    expect(write('a.md')).toBe(write('b.md'));
    expect(readdirSync(dir).sort()).toEqual(['a.md', 'b.md']);
    expect(readFileSync(join(dir, 'a.md'), 'utf8')).toMatch(/^\| scenario \| asks \|/);
  });
});

test.each([
  [['--scenarios', 'T1/gohst'], /did you mean T1\/ghost\?/],
  [['--scenarios', 'T99/*'], /--scenarios: no scenario of the catalogue begins with T99\//],
  [['--designs', 'rfc-bse'], /did you mean/],
  [['--properties', 'I99', ...GHOST], /I99/],
  [['--markdown', '--json'], /--markdown.*--json/],
  [[...GHOST, '--json', '-o', 'no/such/folder.json'], /no\/such\/folder\.json: cannot be written \(ENOENT\)/],
])('matrix %j is refused in one line', (args, says) => {
  const { code, out, err } = pirqcheck(['matrix', ...args], folderWith({}));
  expect(err).toMatch(says);
  expect(err.trimEnd().split('\n')).toHaveLength(1);
  expect({ code, out }).toEqual({ code: 2, out: '' });
});
