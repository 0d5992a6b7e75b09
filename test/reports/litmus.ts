import type { Cell, LitmusMatrix, Row } from '../../checker/cell.js';
import type { Counterexample, Result } from '../../checker/result.js';
import { held, violation } from './results.js';

const property = (id: string, name: string): Row['property'] => ({ id, name, reads: ['xen.pirq'] });

const cell = (result: Result, seen = 0, unseen = 0): Cell => ({
  result,
  outcomes: seen + unseen > 0 ? { seen, unseen } : null,
});

/** The same violation with something else that clashes. */
const otherwise = (result: Result, witness: string): Result => ({
  ...result,
  trace: { ...(result.trace as Counterexample), witness },
});

/** A matrix with every kind of cell and mark. */
export const matrix: LitmusMatrix = {
  designs: [
    { id: 'pvh-1-2', title: 'PVH dom0, version 1' },
    { id: 'pv-1-2', title: 'PV dom0, version 1' },
    { id: 'rfc', title: 'what was proposed' },
  ],
  rows: [
    {
      scenario: 'T2/some',
      question: 'Which line does the guest get?',
      property: property('I1', 'identity'),
      cells: [
        cell({ ...violation('I1', 'pvh-1-2'), expected: 'violated' }, 2, 0),
        cell(held('I1', 'pv-1-2'), 0, 3),
        cell({ ...violation('I1', 'rfc'), expected: 'violated', basis: 'inferred' }, 2, 1),
      ],
    },
    {
      scenario: 'T2/other',
      question:
        'Does it end well, even if the question is so long that it does not go on one line of a terminal?',
      property: property('L1', 'attach'),
      cells: [
        cell(violation('L1', 'pvh-1-2', 'T2/other'), 1, 0),
        { reason: 'a PV dom0 has no vIO-APIC' },
        cell(
          {
            ...otherwise(violation('L1', 'rfc', 'T2/other'), 'dom1 has nothing at all'),
            expected: 'violated',
          },
          1,
          0,
        ),
      ],
    },
    {
      scenario: 'T7/none',
      question: 'Is nobody left?',
      property: property('I9', 'no-ghost'),
      cells: [
        cell({
          ...held('I9', 'pvh-1-2', 'T7/none'),
          verdict: 'inconclusive',
          limit: 'more than 10 states',
          exhaustive: false,
        }),
        {
          ...cell({ ...held('I9', 'pv-1-2', 'T7/none'), verdict: 'vacuous', expected: 'vacuous' }, 0, 1),
          why: 'nobody was ever there',
        },
        cell(held('I9', 'rfc', 'T7/none'), 0, 1),
      ],
    },
  ],
};
