import { expect, test } from 'vitest';
import { reportSchema, toReport, unexpected, type Result } from '../../checker/result.js';
import { exitCodeOf } from '../../cli/exit-codes.js';
import { held, results, violation } from '../reports/results.js';

test('the JSON report has exactly the fields of its schema', () => {
  const report = toReport(results);
  expect(reportSchema.parse(report)).toEqual(report);
  expect(report).toMatchSnapshot();
});

const verdict = (r: Partial<Result>): Result => ({ ...held('I1', 'rfc'), ...r });

test.each([
  ['as recorded', [held('I1', 'rfc')], 0],
  ['a violation that is recorded', [verdict({ verdict: 'violated', expected: 'violated' })], 0],
  ['a violation that is not', [violation('I1', 'rfc')], 1],
  ['a violation gone', [verdict({ expected: 'violated' })], 1],
  ['vacuous where it held', [verdict({ verdict: 'vacuous' })], 1],
  ['nothing recorded, nothing violated', [verdict({ expected: null })], 0],
  ['nothing recorded, violated', [verdict({ verdict: 'violated', expected: null })], 1],
  ['a limit', [held('I1', 'rfc'), verdict({ verdict: 'inconclusive' })], 3],
  ['a limit and worse', [violation('I1', 'rfc'), verdict({ verdict: 'inconclusive' })], 1],
  [
    'random runs that miss what is known',
    [verdict({ verdict: 'not violated', expected: 'violated', exhaustive: false, runs: 9 })],
    0,
  ],
] as const)('exit code: %s', (_, rows, code) => {
  expect(exitCodeOf(rows)).toBe(code);
});

test('a limit contradicts nothing', () => {
  expect(unexpected(verdict({ verdict: 'inconclusive', expected: 'holds' }))).toBe(false);
});
