import { describe, expect, test } from 'vitest';
import type { Cell } from '../../checker/cell.js';
import { shownIn } from '../../checker/objection.js';
import type { Objection } from '../../model/designs/history.js';
import { explainJson } from '../../reports/explain-json.js';
import { explainText } from '../../reports/explain-text.js';
import { judgedAs, type Argument, type Explanation } from '../../reports/explanation.js';
import { style } from '../../reports/style.js';
import { matrix } from './litmus.js';
import { violation } from './results.js';

const { trace } = violation('I1', 'rfc');
const [some] = matrix.rows;
const violated = some!.cells[0] as Cell;
const kept = some!.cells[1] as Cell;

const objection = (judged: Objection['judged']): Objection => ({
  text: 'the guest gets the line of another device',
  by: 'Somebody',
  where: 'thread 000',
  judged,
});
const judged = { scenario: 'T2/some', property: 'I1', steps: ['grant -EPERM'] };
const verdict = (cell: Cell, shown: readonly number[] | null): Argument['verdict'] => ({
  ...some!,
  cell,
  shown,
});

const shown: Argument = { objection: objection(judged), verdict: verdict(violated, [5]) };
const otherwise: Argument = { ...shown, verdict: verdict(violated, null) };
const notViolated: Argument = { ...shown, verdict: verdict(kept, null) };
const disagrees = 'the line is locked until then';
const finding: Argument = {
  objection: objection({ ...judged, disagrees }),
  verdict: verdict(kept, null),
};
const taste: Argument = {
  objection: objection({ notAStateProperty: 'whom an interface serves is no state of a machine' }),
  verdict: null,
};
const explanation: Explanation = {
  design: {
    id: 'rfc',
    title: 'what was proposed',
    proposal: { what: 'let somebody else do it', by: 'Somebody', where: 'thread 001' },
    objections: [],
    fate: 'not merged',
    versions: ['Xen 4.20'],
    base: 'pvh-1-2',
  },
  changes: [{ choice: 'source', from: 'irq', to: 'gsi' }],
  arguments: [shown, otherwise, notViolated, finding, taste],
};

describe('the thread about a design', () => {
  test('as text', () => {
    expect(explainText(explanation, style(false)).join('\n')).toMatchSnapshot();
  });

  test('as JSON', () => {
    expect(JSON.parse(explainJson(explanation))).toMatchSnapshot();
  });

  test('of a design nobody has argued about', () => {
    const design = { ...explanation.design, versions: [], base: null };
    const lines = explainText({ design, changes: null, arguments: [] }, style(false));
    expect(lines.slice(1)).toEqual([
      'proposal   let somebody else do it (Somebody, thread 001)',
      'objection  none is recorded',
      'fate       not merged.',
    ]);
  });
});

test('what became of an objection', () => {
  const surprise: Argument = { ...finding, verdict: verdict(violated, [5]) };
  expect([shown, otherwise, notViolated, finding, surprise, taste].map(judgedAs)).toEqual([
    'shown',
    'shown otherwise',
    'not as recorded',
    'not found, as recorded',
    'not as recorded',
    'not a state property',
  ]);
});

describe('a counterexample is an objection', () => {
  const found = (...steps: string[]): number[] | null => shownIn({ ...judged, steps }, trace!);

  test('where its lines are steps, in their order', () => {
    expect(found('map 38', 'grant -EPERM')).toEqual([3, 5]);
    expect(found('probe', 'map')).toEqual([1, 3]);
    expect(found()).toEqual([]);
  });

  test('and not where one is missing, or they come in another order', () => {
    expect(found('grant -EINVAL')).toBeNull();
    expect(found('grant', 'map')).toBeNull();
  });
});
