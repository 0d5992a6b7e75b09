import { describe, expect, test } from 'vitest';
import { decideCell } from '../../checker/cell.js';
import { whyNotAsked } from '../../checker/choices.js';
import { observationOf } from '../../checker/outcomes.js';
import { records } from '../../cli/built-in.js';
import { litmusCase, scenarioNamed } from '../../cli/cases.js';
import { propertyNamed } from '../../cli/cell-task.js';
import { x86 } from '../../cli/x86.js';
import type { Design } from '../../model/designs/design.js';
import { findDesign } from '../../model/designs/index.js';

const MERGED = findDesign('pvh-6.12-4.20')!;

/** A cell in few words: verdict, observation. */
function cell(design: Design, scenario: string, property = scenarioNamed(scenario).asks!): string {
  const asked = propertyNamed(x86, property);
  const { result, outcomes } = decideCell(x86, design, litmusCase(scenarioNamed(scenario)), asked, records);
  return `${result.verdict}, ${outcomes ? observationOf(outcomes) : 'not counted'}`;
}

describe('a choice that is changed turns the cell that asks about it', () => {
  test.each([
    ['T2/irq-as-gsi', 'I1', 'gsi-source=sysfs-irq'],
    ['T1/attach', 'A1', 'filter=none'],
  ])('%s, %s: %s', (scenario, property, choice) => {
    const mutant = findDesign(`${MERGED.id}+${choice}`)!;
    expect(cell(MERGED, scenario, property)).toBe('holds, never');
    expect(cell(mutant, scenario, property)).toBe('violated, always');
  });

  test('and back: a look-up that puts its reference', () => {
    const mended = findDesign(`${MERGED.id}+lookup-reference=put`)!;
    expect(cell(MERGED, 'T1/attach', 'I15')).toBe('violated, always');
    expect(cell(mended, 'T1/attach', 'I15')).toBe('holds, never');
  });
});

test('a scenario that needs a choice is not asked of a design that chooses otherwise, and says why', () => {
  const scenario = {
    ...scenarioNamed('T1/ghost'),
    needs: [{ choice: 'xen.pvhMapPirq', is: true, otherwise: 'nothing can be mapped' }],
  };
  expect(whyNotAsked(scenario, MERGED)).toBeNull();
  const other = { ...MERGED, xen: { ...MERGED.xen, pvhMapPirq: false } };
  expect(whyNotAsked(scenario, other)).toBe('nothing can be mapped');
});
