import { describe, expect, test } from 'vitest';
import { armDesigns } from '../../../model/arm/designs/index.js';
import { armLitmus } from '../../../properties/litmus/arm/scenarios.js';
import { foretold } from '../../../properties/litmus/arm/section-a5.js';
import { armSearch, armSystem, verdictsOf } from './systems.js';

describe('section A5 of the facts and what the search finds', () => {
  test.each(foretold.map((f) => [f.of, f.scenario, f] as const))('%s: %s', (_of, scenario, f) => {
    for (const [said, designs] of [
      ['violated', f.violated],
      ['holds', f.holds],
    ] as const)
      for (const design of designs) {
        const found = verdictsOf(armSearch(armSystem(design, scenario))).get(f.property);
        if (f.differs?.[design] === undefined) expect([design, found]).toEqual([design, said]);
        else expect([design, found]).not.toEqual([design, said]);
      }
  });

  test('names scenarios, their own questions, and designs that exist', () => {
    const designs = armDesigns.map((d) => d.id);
    for (const f of foretold) {
      expect(armLitmus.find((l) => l.name === f.scenario)?.asks).toBe(f.property);
      expect(designs).toEqual(expect.arrayContaining([...f.violated, ...f.holds]));
    }
  });
});
