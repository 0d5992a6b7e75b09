import { describe, expect, test } from 'vitest';
import { explore } from '../../../checker/explore.js';
import { Space } from '../../../checker/synthesis/space.js';
import { watched } from '../../../checker/synthesis/watched.js';
import { litmusCase, scenarioNamed } from '../../../cli/cases.js';
import { x86 } from '../../../cli/x86.js';
import { buildSystem } from '../../../model/build.js';
import { findDesign } from '../../../model/designs/index.js';
import type { Topology } from '../../../model/hardware/topology.js';
import { properties } from '../../../properties/index.js';

describe('a watched record', () => {
  const seenOf = (look: (r: { a: number; b: { c: number; d: number } }) => unknown): string[] => {
    const { record, seen } = watched({ a: 1, b: { c: 2, d: 3 } });
    look(record);
    return [...seen].sort();
  };

  test.each([
    ['nothing', (): unknown => 0, []],
    ['one value', (r: { b: { c: number } }): unknown => r.b.c, ['b.c']],
    ['a part that is taken apart', ({ b: { d } }: { b: { d: number } }): unknown => d, ['b.d']],
    ['a copy', (r: { b: object }): unknown => ({ ...r.b }), ['b.*', 'b.c', 'b.d']],
    ['the names', (r: object): unknown => Object.keys(r), ['*']],
    ['whether a name is there', (r: object): unknown => 'a' in r, ['a']],
  ])('notes %s', (_what, look, expected) => {
    expect(seenOf(look as never)).toEqual(expected);
  });
});

/** The ground on which verdicts are shared: what a scenario does not look at makes no difference to it. */
test.each(['T1/ghost', 'T1/dom0-unmaps', 'T4/hidden-neighbour'])(
  '%s comes out the same under all choices it does not look at',
  (name) => {
    const base = findDesign('pvh-6.12-4.20')!;
    const space = new Space(x86, base);
    const { topology, scenario } = litmusCase(scenarioNamed(name));
    const of = (design: typeof base): string => {
      const { states, transitions, findings } = explore(
        buildSystem(topology as Topology, design, scenario),
        properties,
      );
      return JSON.stringify([states, transitions, findings.map((f) => f.verdict)]);
    };
    const { record, seen } = watched(base);
    const expected = of(record);
    expect(expected).toBe(of(base));
    const mask = space.maskOf(seen);
    let others = 0;
    space.values.forEach((values, d) => {
      if (mask & (1 << d)) return;
      values.forEach((_, v) => {
        const combination = space.values.map((_x, i) => (i === d ? v : 0));
        expect(of(space.designOf(combination) as typeof base)).toBe(expected);
        others++;
      });
    });
    expect(others).toBeGreaterThan(1);
  },
);
