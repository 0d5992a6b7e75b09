import { describe, expect, test } from 'vitest';
import { foldedLines } from '../../reports/folded.js';
import { litmusJson, litmusSchema } from '../../reports/litmus-json.js';
import { litmusMarkdown } from '../../reports/litmus-markdown.js';
import { litmusText } from '../../reports/litmus-text.js';
import { style } from '../../reports/style.js';
import { matrix } from './litmus.js';
import { catalogue, violation } from './results.js';

const plain = style(false);

describe('the whole litmus matrix', () => {
  test('as text', () => {
    expect(litmusText(matrix, catalogue, 'observations', plain).join('\n')).toMatchSnapshot();
  });

  test('in colour, with counterexamples', () => {
    expect(litmusText(matrix, catalogue, 'counterexamples', style(true)).join('\n')).toMatchSnapshot();
  });

  test('as Markdown', () => {
    expect(litmusMarkdown(matrix).join('\n')).toMatchSnapshot();
  });

  test('as JSON', () => {
    const text = litmusJson([matrix]);
    expect(text).toMatchSnapshot();
    expect(litmusSchema.parse(JSON.parse(text)).matrices[0]!.rows).toHaveLength(matrix.rows.length);
  });
});

test('every link of the Markdown leads somewhere', () => {
  const text = litmusMarkdown(matrix).join('\n');
  const links = [...text.matchAll(/\]\(#([^)]+)\)/g)].map((m) => m[1]);
  const anchors = [...text.matchAll(/<a id="([^"]+)">/g)].map((m) => m[1]);
  expect(links.length).toBeGreaterThan(matrix.rows.length);
  expect(anchors).toEqual([...new Set(anchors)]);
  for (const link of links) expect(anchors).toContain(link);
});

test('seventy scenarios under twenty-five designs fit in 120 columns, with the names of the designs above and below', () => {
  const designs = Array.from({ length: 25 }, (_, i) => ({ id: `pvh-with-a-long-name-${i}`, title: '' }));
  const rows = Array.from({ length: 70 }, (_, i) => ({
    ...matrix.rows[0]!,
    scenario: `T${i % 8}/two-devices-on-a-line-${i}`,
    cells: designs.map((_d, d) => matrix.rows[0]!.cells[d % 3]!),
  }));
  const lines = litmusText({ designs, rows }, catalogue, 'matrix', plain);
  expect(Math.max(...lines.map((l) => l.length))).toBeLessThanOrEqual(120);
  for (const { id } of designs) expect(lines.filter((l) => l.endsWith(` ${id}`))).toHaveLength(2);
});

describe('a folded trace', () => {
  const { trace } = violation('I1', 'rfc');

  test('shows what failed and what changed what the property reads, with the numbers of the whole', () => {
    expect(foldedLines(trace!, ['xen'], plain)).toEqual([
      '      1-2  given: driver.bind 00:03.0',
      '        3  xl: xl.attach 00:02.0 dom1',
      '        3    xen  map(GSI 38) -> 0  xen.pirq[dom1] - -> irq 24',
      '        4  qemu dom1',
      '        5  xl: xl.attach 00:02.0 dom1',
      '        5    xen  grant(GSI 38) -> -EPERM',
    ]);
  });

  test('has at most fifteen lines, and the last step is always among them', () => {
    for (const length of [1, 10, 20, 200]) {
      const steps = Array.from({ length }, (_, i) => ({
        ...trace!.steps[i % 2]!,
        thread: `thread ${i % 7}`,
        action: `step-${i}`,
        result: i % 3 === 0 ? '-EINVAL' : '0',
      }));
      const lines = foldedLines({ ...trace!, steps }, ['xen.pirq'], plain);
      expect(lines.length).toBeLessThanOrEqual(15);
      expect(lines.at(-1)).toContain(`step-${length - 1}(`);
    }
  });
});
