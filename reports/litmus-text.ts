import { isAsked, type LitmusMatrix, type Row } from '../checker/cell.js';
import { lengthOf, unexpected } from '../checker/result.js';
import type { Catalogue } from './catalogue.js';
import { counterexample } from './counterexample.js';
import { clashesOf, type Clash } from './lettering.js';
import { litmusGrid } from './litmus-grid.js';
import { legendOf } from './litmus-signs.js';
import { countsOf, observationsOf, type Observation } from './observations.js';
import type { Style } from './style.js';
import { wrapped } from './wrapped.js';

/** How much besides the matrix: nothing, the litmus lines, or every counterexample as well. */
export type MatrixDetail = 'matrix' | 'observations' | 'counterexamples';

/** The litmus matrix as lines of text: the matrix, what its signs mean, and what was observed row by row. */
export function litmusText(
  matrix: LitmusMatrix,
  catalogue: Catalogue,
  detail: MatrixDetail,
  s: Style,
): string[] {
  const clashes = new Map(matrix.rows.map((row) => [row, clashesOf(row)]));
  const lines = [...litmusGrid(matrix, clashes, s), '', ...legend(matrix, s)];
  if (detail !== 'matrix')
    for (const row of matrix.rows) lines.push('', ...rowLines(row, clashes.get(row)!, matrix, s));
  if (detail === 'counterexamples')
    for (const clash of [...clashes.values()].flat())
      lines.push('', ...counterexample([clash.cells[0]!.result], catalogue, [], s));
  const surprises = surprisesOf(matrix);
  if (surprises.length > 0) lines.push('', s.bold(s.red('Not as recorded')), ...surprises);
  return [...lines, '', summaryOf(matrix)];
}

function legend({ rows }: LitmusMatrix, s: Style): string[] {
  const lines = legendOf(rows.flatMap((r) => r.cells)).flatMap(([sign, meaning]) => {
    const [first, ...rest] = wrapped(meaning, ' '.repeat(5));
    return [sign.padEnd(5) + first!.trimStart(), ...rest];
  });
  const command = commandFor({ scenario: 'ROW', property: { id: 'P' } }, 'COLUMN');
  return [...lines, `One cell in full: ${command}`].map((l) => s.dim(l));
}

/** The question of a row, and what was observed under which designs. */
function rowLines(row: Row, clashes: readonly Clash[], { designs }: LitmusMatrix, s: Style): string[] {
  const { scenario, property, question } = row;
  return [
    `${s.bold(scenario)}  ${property.id} ${property.name}`,
    ...wrapped(question, '  '),
    ...observationsOf(row, clashes, designs).flatMap((o) => observationLines(o, row, s)),
  ];
}

const LABEL = 'observed sometimes'.length;
const COUNTS = 7;
const INDENT = ' '.repeat(2 + LABEL + COUNTS + 2 + 3);

function observationLines(o: Observation, row: Row, s: Style): string[] {
  const label = o.outcomes ? `observed ${o.observed}` : o.observed;
  const head = `  ${label.padEnd(LABEL)}${countsOf(o).padStart(COUNTS)}  `;
  const sign = o.clash ? `${o.clash.letter}  ` : '   ';
  const [first, ...rest] = wrapped(o.designs.join(' '), INDENT);
  const named = [head + s.bold(sign) + first!.trimStart(), ...rest];
  if (o.reason) named.push(...wrapped(o.reason, INDENT).map((l) => s.dim(l)));
  if (!isFirstOf(o)) return named;
  const { witness, cells } = o.clash!;
  const { design, trace } = cells[0]!.result;
  return [
    ...named,
    ...wrapped(`${witness} (${lengthOf(trace)} steps)`, INDENT).map((l) => s.red(l)),
    INDENT + s.cyan(commandFor(row, design)),
  ];
}

/** A clash is told where its first design is named. */
const isFirstOf = ({ clash, designs }: Observation): boolean =>
  clash !== null && designs.includes(clash.cells[0]!.result.design);

/** The command that shows a cell in full. */
export const commandFor = (
  { scenario, property }: { readonly scenario: string; readonly property: { readonly id: string } },
  design: string,
): string => `pirqcheck check --scenario ${scenario} --property ${property.id} --design ${design}`;

/** The cells that are not as recorded, one line each. */
const surprisesOf = ({ rows, designs }: LitmusMatrix): string[] =>
  rows.flatMap((row) =>
    row.cells.flatMap((cell, i) => {
      if (!isAsked(cell) || !unexpected(cell.result)) return [];
      const { verdict, expected } = cell.result;
      return [`  ${row.scenario} ${row.property.id} ${designs[i]!.id}: ${verdict}, recorded is: ${expected}`];
    }),
  );

/** One line: how many cells of which kind, and whether all is as recorded. */
export function summaryOf({ rows, designs }: LitmusMatrix): string {
  const cells = rows.flatMap((r) => r.cells);
  const asked = cells.filter(isAsked).map((c) => c.result);
  const count = (verdict: string): number => asked.filter((r) => r.verdict === verdict).length;
  const states = asked.reduce((n, r) => n + r.states, 0);
  const surprises = asked.filter(unexpected).length;
  const kinds: [number, string][] = [
    [count('holds'), 'hold'],
    [count('violated'), 'violated'],
    [count('vacuous'), 'vacuous'],
    [count('inconclusive'), 'inconclusive'],
    [cells.length - asked.length, 'n/a'],
  ];
  const counted = kinds.filter(([n]) => n > 0).map(([n, what]) => `${n} ${what}`);
  const end = !asked.some((r) => r.expected !== null)
    ? 'Nothing is recorded for comparison.'
    : surprises === 0
      ? 'All as recorded.'
      : `Not as recorded: ${surprises}.`;
  return `${rows.length} questions x ${designs.length} designs: ${counted.join(', ')}; ${withCommas(states)} states. ${end}`;
}

/** 12345678 -> 12,345,678, whatever the locale. */
const withCommas = (n: number): string => String(n).replace(/\B(?=(\d{3})+$)/g, ',');
