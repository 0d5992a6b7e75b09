import { isAsked, type Cell, type Row } from '../checker/cell.js';
import { lengthOf, type Counterexample } from '../checker/result.js';
import { isViolation, type Violation } from './counterexample.js';

/** A violated cell of a row. */
export interface ViolatedCell extends Cell {
  readonly result: Violation;
}

/** What clashes in some cells of a row, under the letter that stands for it in these cells. */
export interface Clash {
  readonly letter: string;
  readonly witness: string;
  /** In the order of the columns. */
  readonly cells: readonly ViolatedCell[];
  /** The shortest of their counterexamples. */
  readonly shortest: Violation;
}

const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';

export const isViolated = (cell: Row['cells'][number]): cell is ViolatedCell =>
  isAsked(cell) && isViolation(cell.result);

/** The counterexamples of a row by what clashes in them, lettered in the order of the columns. */
export function clashesOf(row: Row): Clash[] {
  const groups = new Map<string, ViolatedCell[]>();
  for (const cell of row.cells.filter(isViolated)) {
    const { witness } = cell.result.trace;
    groups.set(witness, [...(groups.get(witness) ?? []), cell]);
  }
  return [...groups].map(([witness, cells], i) => ({
    letter: LETTERS[i] ?? '*',
    witness,
    cells,
    shortest: cells.map((c) => c.result).reduce((a, b) => (length(b) < length(a) ? b : a)),
  }));
}

const length = (v: { readonly trace: Counterexample }): number => lengthOf(v.trace);
