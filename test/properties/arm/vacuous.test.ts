import { expect, test } from 'vitest';
import { whyVacuous } from '../../../checker/vacuity.js';
import { armDesigns } from '../../../model/arm/designs/index.js';
import { armLitmus } from '../../../properties/litmus/arm/scenarios.js';
import { expectedVerdict } from '../../../properties/litmus/expectations.js';
import { armSystem } from './systems.js';

test('no cell is vacuous without a reason', () => {
  const reasons = armLitmus.flatMap(({ name, asks }) =>
    armDesigns
      .filter(({ id }) => expectedVerdict(asks!, id, name) === 'vacuous')
      .map(({ id }) => `${name} ${id}: ${whyVacuous(armSystem(id, name), asks!)}`),
  );
  expect(reasons.length).toBeGreaterThan(0);
  for (const reason of reasons) expect(reason).toMatch(/: .*\w+ \w+/);
});
