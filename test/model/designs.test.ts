import { describe, expect, test } from 'vitest';
import { changes, choose, combine, meaningless, valueOf } from '../../model/designs/combinations.js';
import { DIMENSIONS } from '../../model/designs/dimensions.js';
import { isJudged } from '../../model/designs/history.js';
import { findDesign, designs } from '../../model/designs/index.js';
import { properties } from '../../properties/index.js';
import { litmus } from '../../properties/litmus/scenarios.js';

const known = new Set(designs.map((d) => d.id));

describe.each(designs.map((d) => [d.id, d] as const))('design %s', (id, design) => {
  test('departs from a design that exists, and ends where others start', () => {
    const seen = new Set<string>();
    for (let at: string | null = id; at !== null; at = findDesign(at)!.base) {
      expect(known).toContain(at);
      expect(seen).not.toContain(at);
      seen.add(at);
    }
  });

  test('its objections name scenarios and properties that exist, or say why there is none', () => {
    for (const o of design.objections)
      if (isJudged(o)) {
        expect(litmus.map((l) => l.name)).toContain(o.judged.scenario);
        expect(properties.map((p) => p.id)).toContain(o.judged.property);
      } else expect(o.judged).toMatchObject({ notAStateProperty: expect.stringMatching(/\w+ \w+/) });
  });
});

test('ids are unique, and none looks like a combination', () => {
  expect(known.size).toBe(designs.length);
  expect(designs.filter((d) => d.id.includes('+'))).toEqual([]);
});

describe('dimensions', () => {
  const merged = findDesign('pvh-6.12-4.20')!;

  test.each(DIMENSIONS.map((d) => [d.id, d] as const))(
    '%s: choosing a value is taking it',
    (id, dimension) => {
      for (const v of dimension.values) expect(valueOf(choose(merged, { [id]: v.id }), dimension)).toBe(v);
    },
  );

  test('a design is its base with its changes, as far as the dimensions go', () => {
    for (const design of designs) {
      const base = design.base === null ? design : findDesign(design.base)!;
      const picks = Object.fromEntries(
        changes(base, design).flatMap((c) => (c.to ? [[c.dimension.id, c.to.id]] : [])),
      );
      expect(changes(choose(base, picks), design).filter((c) => c.to)).toEqual([]);
    }
  });

  test('a combination is found again by its id', () => {
    const made = combine(merged, { 'lookup-reference': 'put', permission: 'irq-permission' });
    expect(findDesign(made.id)).toEqual(made);
    expect(findDesign('pvh-6.12-4.20+filter=everything')).toBeUndefined();
    expect(findDesign('nobody+filter=map')).toBeUndefined();
  });

  test('the merged design is a meaningful combination, some are not', () => {
    expect(meaningless(merged)).toBeNull();
    expect(meaningless(choose(merged, { 'gsi-source': 'sysfs-irq' }))).toMatch(/GSI/);
    expect(meaningless(choose(merged, { 'gsi-source': 'qemu-irq' }))).toMatch(/different numbers/);
  });
});
