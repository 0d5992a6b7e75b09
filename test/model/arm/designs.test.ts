import { describe, expect, test } from 'vitest';
import { replay } from '../../../checker/trace.js';
import { armDesigns } from '../../../model/arm/designs/index.js';
import { isJudged } from '../../../model/designs/history.js';
import { armSearch, armSystem } from '../../properties/arm/systems.js';

const objections = armDesigns.flatMap((d) =>
  d.objections.flatMap((o) => (isJudged(o) ? [[d.id, o.text, o.judged] as const] : [])),
);

describe('what was said against a design is what the search finds', () => {
  test.each(objections)('%s: %s', (design, _text, { scenario, property, steps }) => {
    const built = armSystem(design, scenario);
    const finding = armSearch(built).findings.find((f) => f.property.id === property)!;
    expect(finding.verdict).toBe('violated');
    const { prologue, steps: taken } = replay(built, finding.path!);
    const texts = [...prologue, ...taken].map((s) => `${s.action}(${s.args}) -> ${s.result}`);
    let from = 0;
    for (const line of steps) {
      const at = texts.findIndex((t, i) => i >= from && line.split(' ').every((word) => t.includes(word)));
      expect([line, texts.slice(from)]).toEqual([line, at < 0 ? [] : texts.slice(from)]);
      from = at + 1;
    }
  });
});

test('every design departs from one that exists', () => {
  const known = armDesigns.map((d) => d.id);
  expect(new Set(known).size).toBe(known.length);
  for (const d of armDesigns) if (d.base !== null) expect(known).toContain(d.base);
});
