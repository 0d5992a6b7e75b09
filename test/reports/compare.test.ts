import { expect, test } from 'vitest';
import type { Sibling } from '../../checker/sibling.js';
import { compareJson } from '../../reports/compare-json.js';
import { compareText } from '../../reports/compare-text.js';
import type { Compared, Comparison } from '../../reports/comparison.js';
import { isViolation, type Violation } from '../../reports/counterexample.js';
import { style } from '../../reports/style.js';
import { matrix } from './litmus.js';
import { violation } from './results.js';

const violated = (property: string, design: string): Violation => {
  const result = violation(property, design);
  if (!isViolation(result)) throw new TypeError('not violated');
  return result;
};

const [some, other, none] = matrix.rows;
const steps = violated('I1', 'rfc').trace.steps;
const sibling: Sibling = {
  design: 'pv-1-2',
  differences: [{ choice: 'source', from: 'irq', to: 'gsi' }],
  parting: { step: 5, here: steps[2]!, there: { ...steps[2]!, result: '0' }, by: 'step' },
};
const compared = (row: typeof some, property: string, design: string, s: Sibling | null): Compared => ({
  row: row!,
  violation: violated(property, design),
  sibling: s,
});

const comparison: Comparison = {
  from: matrix.designs[0]!,
  to: matrix.designs[2]!,
  differences: [
    { choice: 'source', from: 'irq', to: 'gsi' },
    { choice: 'xen.filter', from: 'false', to: 'true' },
  ],
  fixes: [{ ...compared(some, 'I1', 'pvh-1-2', sibling), under: 'holds under rfc' }],
  breaks: [
    {
      ...compared(other, 'L1', 'rfc', {
        ...sibling,
        parting: { step: 3, here: steps[0]!, there: { ...steps[0]!, changes: [] }, by: 'effect' },
      }),
      under: 'n/a under pvh-1-2: a PV dom0 has no vIO-APIC',
    },
  ],
  shares: [
    compared(none, 'I9', 'rfc', null),
    compared(none, 'I9', 'rfc', { ...sibling, parting: null }),
    compared(none, 'I9', 'rfc', {
      ...sibling,
      parting: { step: 4, here: steps[1]!, there: null, by: 'step' },
    }),
  ],
  rest: { both: 7, other: 1 },
};

test('the whole comparison as text', () => {
  expect(compareText(comparison, style(false)).join('\n')).toMatchSnapshot();
});

test('as JSON', () => {
  expect(JSON.parse(compareJson(comparison))).toMatchSnapshot();
});

test('of designs that nothing tells apart', () => {
  const nothing = { ...comparison, differences: [], fixes: [], breaks: [], shares: [] };
  expect(compareText(nothing, style(false)).join('\n')).toMatchSnapshot();
});
