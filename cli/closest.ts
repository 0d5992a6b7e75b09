import { isAsked } from '../checker/cell.js';
import { byCloseness, siblingOf, type Sibling } from '../checker/sibling.js';
import type { AnyDesign } from '../checker/subject.js';
import type { Violation } from '../reports/counterexample.js';
import { litmusCase } from './cases.js';
import type { Question, Referee } from './litmus.js';

/** The closest design that passes a question that `design` violates, and where the two part; null if none does. */
export async function closestOf(
  referee: Pick<Referee, 'decide'>,
  question: Question,
  design: AnyDesign,
  violation: Violation,
): Promise<Sibling | null> {
  const { subject, scenario } = question;
  for (const other of byCloseness(subject, design)) {
    const cell = await referee.decide(question, other);
    if (isAsked(cell) && cell.result.verdict === 'holds')
      return siblingOf(subject, litmusCase(scenario), design, violation.trace.token, other);
  }
  return null;
}
