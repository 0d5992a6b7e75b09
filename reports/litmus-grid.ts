import { isAsked, type LitmusMatrix, type Row } from '../checker/cell.js';
import { unexpected } from '../checker/result.js';
import { isViolated, type Clash } from './lettering.js';
import { signOf } from './litmus-signs.js';
import type { Style } from './style.js';

/** Longer matrices have the names of their columns below as well. */
const ROWS_IN_SIGHT = 30;

/**
 * Rows of scenarios, columns of designs, two characters each: the sign and its mark. The names of the designs stand on stairs,
 * so that they can be read and need no key.
 */
export function litmusGrid(
  { designs, rows }: LitmusMatrix,
  clashes: ReadonlyMap<Row, readonly Clash[]>,
  s: Style,
): string[] {
  const names = Math.max(...rows.map((r) => r.scenario.length));
  const ids = Math.max(...rows.map((r) => r.property.id.length));
  const margin = ' '.repeat(names + 2 + ids + 2);
  const stairs = (corner: string) => (design: { readonly id: string }, i: number) =>
    `${margin}${s.dim(`${'│ '.repeat(i)}${corner}`)} ${s.bold(design.id)}`;
  const body = rows.flatMap((row, i) => {
    const cells = row.cells.map((cell) => {
      const { sign, mark } = signOf(cell, clashes.get(row)!);
      return paint(`${sign}${mark.padEnd(1)}`, cell, s);
    });
    const line = `${row.scenario.padEnd(names)}  ${s.dim(row.property.id.padEnd(ids))}  ${cells.join('')}`;
    const isNewGroup = i > 0 && groupOf(row) !== groupOf(rows[i - 1]!);
    return isNewGroup ? ['', line.trimEnd()] : [line.trimEnd()];
  });
  const above = designs.map(stairs('┌'));
  const below = rows.length > ROWS_IN_SIGHT ? designs.map(stairs('└')).toReversed() : [];
  return [...above, ...body, ...below];
}

/** What comes first in the grammar of names: `T3/detach-sibling`. */
const groupOf = ({ scenario }: Row): string => scenario.split('/')[0]!;

function paint(text: string, cell: Row['cells'][number], s: Style): string {
  if (!isAsked(cell)) return s.dim(text);
  if (unexpected(cell.result)) return s.bold(s.red(text));
  if (isViolated(cell)) return s.red(text);
  if (cell.result.verdict === 'holds') return s.green(text);
  return cell.result.verdict === 'inconclusive' ? s.yellow(text) : s.dim(text);
}
