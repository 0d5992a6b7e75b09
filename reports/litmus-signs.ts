import { isAsked, type Row } from '../checker/cell.js';
import { unexpected } from '../checker/result.js';
import { isViolated, type Clash } from './lettering.js';

type Cell = Row['cells'][number];

/** What stands in a cell, with a mark beside it. */
export interface Sign {
  readonly sign: string;
  readonly mark: string;
}

export const HOLDS = '·';
const VACUOUS = '-';
const NOT_ASKED = '/';
const UNKNOWN = '~';
const UNCONFIRMED = '?';
const SURPRISE = '!';

/** The sign of a cell: of a violated one the letter of what clashes in it. */
export function signOf(cell: Cell, clashes: readonly Clash[]): Sign {
  if (!isAsked(cell)) return { sign: NOT_ASKED, mark: '' };
  const { result } = cell;
  const mark = unexpected(result) ? SURPRISE : isUnconfirmed(cell) ? UNCONFIRMED : '';
  if (isViolated(cell)) return { sign: clashOf(cell.result.trace.witness, clashes).letter, mark };
  return {
    sign: result.verdict === 'holds' ? HOLDS : result.verdict === 'vacuous' ? VACUOUS : UNKNOWN,
    mark,
  };
}

/** The clash with that witness. */
export const clashOf = (witness: string, clashes: readonly Clash[]): Clash =>
  clashes.find((c) => c.witness === witness)!;

const isUnconfirmed = (cell: Cell): boolean => isViolated(cell) && cell.result.basis === 'inferred';

/** What the signs that occur in these cells mean, and only those: sign, meaning. */
export function legendOf(cells: readonly Cell[]): (readonly [sign: string, meaning: string])[] {
  const asked = cells.filter(isAsked).map((c) => c.result);
  const is = (verdict: string) => asked.some((r) => r.verdict === verdict);
  const explained: [occurs: boolean, sign: string, meaning: string][] = [
    [is('holds'), HOLDS, 'holds in every state'],
    [is('violated'), 'a b', 'violated; in a row the same letter is the same clash'],
    [is('vacuous'), VACUOUS, 'vacuous: nothing that the question is about happens'],
    [
      cells.some((c) => !isAsked(c)),
      NOT_ASKED,
      'n/a: the scenario cannot be asked of the design, for the reason given',
    ],
    [is('inconclusive'), UNKNOWN, 'inconclusive: a limit was hit'],
    [cells.some(isUnconfirmed), UNCONFIRMED, 'unconfirmed: inferred from the sources, tried by nobody'],
    [asked.some(unexpected), SURPRISE, 'differs from what is recorded in properties/litmus/expected.json'],
    [
      asked.length > 0,
      '3/5',
      'observed in 3 of 5 outcomes. An outcome is a set of states that a run gets into and stays in for ever, told apart by ' +
        'whether the violation was seen on the way',
    ],
  ];
  return explained.filter(([occurs]) => occurs).map(([, sign, meaning]) => [sign, meaning]);
}
