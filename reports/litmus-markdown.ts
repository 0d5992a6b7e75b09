import type { LitmusMatrix, Row } from '../checker/cell.js';
import { foldedLines } from './folded.js';
import { clashesOf, type Clash } from './lettering.js';
import { legendOf, signOf } from './litmus-signs.js';
import { summaryOf } from './litmus-text.js';
import { countsOf, observationsOf, type Observation } from './observations.js';
import { style } from './style.js';

/** The litmus matrix as Markdown: each violated cell is a link to its counterexample below. */
export function litmusMarkdown(matrix: LitmusMatrix): string[] {
  const clashes = new Map(matrix.rows.map((row) => [row, clashesOf(row)]));
  return [
    ...table(matrix, clashes),
    '',
    ...legendOf(matrix.rows.flatMap((r) => r.cells)).map(([sign, meaning]) => `- \`${sign}\` ${meaning}`),
    '',
    summaryOf(matrix),
    ...matrix.rows.flatMap((row) => ['', ...section(row, clashes.get(row)!, matrix)]),
  ];
}

function table({ designs, rows }: LitmusMatrix, clashes: ReadonlyMap<Row, readonly Clash[]>): string[] {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [
    line(['scenario', 'asks', ...designs.map((d) => narrow(d.id))]),
    line(['---', '---', ...designs.map(() => ':-:')]),
    ...rows.map((row) =>
      line([
        `[${row.scenario}](#${anchorOf(row)})`,
        row.property.id,
        ...row.cells.map((cell) => {
          const { sign, mark } = signOf(cell, clashes.get(row)!);
          const clash = clashes.get(row)!.find((c) => c.letter === sign);
          return clash ? `[**${sign}**](#${anchorOf(row, clash)})${mark}` : `${sign}${mark}`;
        }),
      ]),
    ),
  ];
}

/** A name that may be broken at its hyphens, so that columns stay narrow. */
const narrow = (name: string): string => name.replaceAll('-', '-<br>');

const anchorOf = ({ scenario, property }: Row, clash?: Clash): string =>
  [`${scenario}.${property.id}`.replace(/[^A-Za-z0-9.-]/g, '-'), ...(clash ? [clash.letter] : [])].join('.');

function section(row: Row, clashes: readonly Clash[], { designs }: LitmusMatrix): string[] {
  const { scenario, question, property } = row;
  return [
    `## <a id="${anchorOf(row)}"></a>${scenario}`,
    '',
    `${property.id} ${property.name}. ${question}`,
    '',
    ...observationsOf(row, clashes, designs).map(observation),
    ...clashes.flatMap((clash) => ['', ...clashSection(row, clash)]),
  ];
}

function observation(o: Observation): string {
  const label = o.outcomes ? `observed **${o.observed}** ${countsOf(o)}` : o.observed;
  const letter = o.clash ? ` **${o.clash.letter}**` : '';
  return `- ${label}${letter}: ${o.designs.join(', ')}${o.reason ? ` (${o.reason})` : ''}`;
}

/** What clashes, the folded steps of the shortest counterexample, and how to see each design's own. */
function clashSection(row: Row, { letter, witness, cells, shortest }: Clash): string[] {
  return [
    `### <a id="${anchorOf(row, { letter, witness, cells, shortest })}"></a>${row.scenario} **${letter}**: ${witness}`,
    '',
    `Under ${shortest.design}:`,
    '',
    '```text',
    ...foldedLines(shortest.trace, row.property.reads, style(false)),
    '```',
    '',
    '<details><summary>Every step</summary>',
    '',
    '```sh',
    ...cells.flatMap(({ result }) => [`# ${result.design}`, `pirqcheck replay ${result.trace.token}`]),
    '```',
    '',
    '</details>',
  ];
}
