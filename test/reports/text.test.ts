import { describe, expect, test } from 'vitest';
import { style, takesColour } from '../../reports/style.js';
import { textReport } from '../../reports/text.js';
import { catalogue, results } from './results.js';

const plain = style(false);

describe('the whole report', () => {
  test('one counterexample of each property, the shortest of all designs', () => {
    const short = results.find((r) => r.trace)!;
    const { steps } = short.trace!;
    const long = {
      ...short,
      design: catalogue.designs.find((d) => d.id !== short.design)!.id,
      trace: { ...short.trace!, witness: 'in another way', steps: [...steps, steps[0]!] },
    };
    const lengths = (detail: 'property' | 'shortest'): number[] =>
      textReport([long, short], catalogue, detail, plain).flatMap((l) => {
        const head = /^\S+ [a-z0-9-]+: (\d+) steps/.exec(l);
        return head ? [Number(head[1])] : [];
      });
    const [shortest, longer] = lengths('shortest').toSorted((x, y) => x - y);
    expect(longer).toBeGreaterThan(shortest!);
    expect(lengths('property')).toEqual([shortest]);
  });

  test('with the shortest counterexample of each cell', () => {
    expect(textReport(results, catalogue, 'shortest', plain).join('\n')).toMatchSnapshot();
  });

  test('in brief', () => {
    expect(textReport(results, catalogue, 'none', plain).join('\n')).toMatchSnapshot();
  });

  test('in colour', () => {
    expect(textReport(results, catalogue, 'all', style(true)).join('\n')).toMatchSnapshot();
  });

  test('of nothing', () => {
    expect(textReport([], catalogue, 'all', plain)).toEqual(['nothing was checked']);
  });
});

test('a matrix of nine designs fits in 140 columns', () => {
  const designs = Array.from({ length: 9 }, (_, i) => ({ id: `pvh-6.${i}-4.20`, title: '' }));
  const wide = designs.flatMap(({ id }) => results.slice(0, 1).map((r) => ({ ...r, design: id })));
  const lines = textReport(wide, { ...catalogue, designs }, 'none', plain);
  expect(Math.max(...lines.map((l) => l.length))).toBeLessThanOrEqual(140);
});

test('colour is for terminals that want it', () => {
  expect(takesColour({ isTTY: true }, {})).toBe(true);
  expect(takesColour({ isTTY: true }, { NO_COLOR: '1' })).toBe(false);
  expect(takesColour({ isTTY: true }, { TERM: 'dumb' })).toBe(false);
  expect(takesColour({}, {})).toBe(false);
});
