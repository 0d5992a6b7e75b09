import { describe, expect, test } from 'vitest';
import { folderWith, pirqcheck } from './run.js';

const MERGED = 'pvh-6.12-4.20';
const ON = ['--scenarios', 'T2/irq-as-gsi', 'T1/ghost', 'T4/hidden-neighbour'];

interface Entry {
  readonly scenario: string;
  readonly design: string;
  readonly trace: { readonly token: string; readonly witness: string };
  readonly sibling: { readonly design: string; readonly parting: { readonly step: number } | null } | null;
}

describe('pirqcheck compare', () => {
  const json = (a: string, b: string): Record<'fixes' | 'breaks' | 'shares', Entry[]> =>
    JSON.parse(pirqcheck(['compare', a, b, ...ON, '--json']).out) as never;

  test('tells what is fixed, broken and shared, and the other way round what was broken is fixed', () => {
    const there = json('rfc-base', MERGED);
    const back = json(MERGED, 'rfc-base');
    const names = (entries: readonly Entry[]): string[] => entries.map((e) => e.scenario);
    expect(names(there.fixes)).toEqual(['T2/irq-as-gsi']);
    expect(names(there.breaks)).toEqual(['T4/hidden-neighbour']);
    expect(names(there.shares)).toEqual(['T1/ghost']);
    expect(names(back.breaks)).toEqual(names(there.fixes));
    expect(names(back.fixes)).toEqual(names(there.breaks));
  });

  test('its siblings pass, and its tokens replay', () => {
    const { breaks } = json('rfc-base', MERGED);
    const { sibling, trace } = breaks[0]!;
    const passing = ['matrix', '--designs', sibling!.design, '--scenarios', 'T4/hidden-neighbour', '--brief'];
    expect(pirqcheck(passing).out).toContain('1 hold;');
    expect(pirqcheck(['replay', trace.token]).out).toContain(trace.witness);
    expect(sibling!.parting!.step).toBeGreaterThan(0);
  });
});

test.each([
  [['rfc-base'], /missing required argument 'B'/],
  [['rfc-base', 'rfc-bsae'], /did you mean rfc-base\?/],
  [['rfc-base', 'RFC-base'], /one design/],
  [['rfc-base', MERGED, '--scenarios', 'T99/'], /begins with T99\//],
  [['rfc-base', `${MERGED}+pin=nowhere`], /pin=nowhere/],
])('compare %j is refused in one line', (args, says) => {
  const { code, out, err } = pirqcheck(['compare', ...args], folderWith({}));
  expect(err).toMatch(says);
  expect(err.trimEnd().split('\n')).toHaveLength(1);
  expect({ code, out }).toEqual({ code: 2, out: '' });
});
