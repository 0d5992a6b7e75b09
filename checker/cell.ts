import { ModelBound } from '../model/model.js';
import type { Property } from '../properties/property.js';
import type { deadlock } from './deadlock.js';
import { outcomesOf, type Outcomes } from './outcomes.js';
import type { Result } from './result.js';
import { runCheck, type Case, type Records } from './run-check.js';
import type { AnyDesign, Subject } from './subject.js';
import { whyVacuous } from './vacuity.js';

/** A cell of the litmus matrix: one question, in one scenario, under one design. */
export interface Cell {
  readonly result: Result;
  /** How the runs end; null where the search came to no end. */
  readonly outcomes: Outcomes | null;
  /** Of a vacuous one: why nothing that the question is about happens. */
  readonly why?: string;
}

/** Decides a cell by searching every state of its system. Throws InputError where the system cannot be built. */
export function decideCell(
  subject: Subject,
  design: AnyDesign,
  one: Case,
  property: Property | typeof deadlock,
  records: Records,
): Cell {
  const properties = 'on' in property ? [property] : [];
  const parts = [{ subject, designs: [design], properties, cases: [one] }];
  const [result] = [...runCheck({ parts, deadlocks: properties.length === 0, records })].flat() as [Result];
  const outcomes = result.exhaustive ? counted() : null;
  if (result.verdict !== 'vacuous') return { result, outcomes };
  return {
    result,
    outcomes,
    why: whyVacuous(subject.build(one.topology, design, one.scenario), property.id),
  };

  function counted(): Outcomes | null {
    try {
      return outcomesOf(subject.build(one.topology, design, one.scenario), property);
    } catch (e) {
      if (e instanceof ModelBound) return null;
      throw e;
    }
  }
}

/** A cell that cannot be asked for, with the reason. */
export interface NotAsked {
  readonly reason: string;
}

export const isAsked = (cell: Cell | NotAsked): cell is Cell => 'result' in cell;

/** A row of the litmus matrix: a scenario and the one question that decides its cells, one cell for each design. */
export interface Row {
  readonly scenario: string;
  /** What the scenario is about, in words. */
  readonly question: string;
  readonly property: {
    readonly id: string;
    readonly name: string;
    /** Groups of the state it looks at. */
    readonly reads: readonly string[];
  };
  readonly cells: readonly (Cell | NotAsked)[];
}

/** The litmus matrix: rows of scenarios, columns of designs. */
export interface LitmusMatrix {
  readonly designs: readonly { readonly id: string; readonly title: string }[];
  readonly rows: readonly Row[];
}
