import { describe, expect, test } from 'vitest';
import { watched } from '../../../checker/synthesis/watched.js';

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

  test('notes what a part was written with when somebody gets there', () => {
    const { record, seen, writing } = watched({ a: 1, b: { c: 2, d: 3 } });
    const outer = writing(() => record.a);
    const inner = writing(() => [record.b.c, writing(() => record.b.d)]);
    expect([...seen]).toEqual([]);
    inner.reached();
    expect([...seen]).toEqual(['b.c']);
    outer.reached();
    expect([...seen].sort()).toEqual(['a', 'b.c']);
  });
});
