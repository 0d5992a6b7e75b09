import { lengthOf, unexpected, type Result } from '../checker/result.js';
import type { Catalogue } from './catalogue.js';
import { isViolation, type Violation } from './counterexample.js';
import type { Style } from './style.js';

/** What became of one property under one design, over all systems that were searched. */
export interface Cell {
  readonly property: string;
  readonly design: string;
  readonly verdict: Result['verdict'];
  /** The shortest counterexample, those that nobody expects before others. */
  readonly shortest: Violation | null;
  readonly violations: readonly Violation[];
  /** Results that differ from what is recorded. */
  readonly surprises: readonly Result[];
}

/** Worst first: what one system shows is so, whatever the others do. */
const WORST: readonly Result['verdict'][] = [
  'violated',
  'inconclusive',
  'unreachable goal',
  'holds',
  'not violated',
  'vacuous',
];

/** The cells of the matrix, property by property in the order of the catalogue. */
export function cellsOf(results: readonly Result[], catalogue: Catalogue): Cell[] {
  const by = new Map<string, Result[]>();
  for (const r of results) {
    const key = `${r.property} ${r.design}`;
    by.set(key, [...(by.get(key) ?? []), r]);
  }
  return catalogue.properties.flatMap(({ id: property }) =>
    catalogue.designs.flatMap(({ id: design }) => {
      const rows = by.get(`${property} ${design}`);
      return rows ? [cellOf(property, design, rows)] : [];
    }),
  );
}

function cellOf(property: string, design: string, rows: readonly Result[]): Cell {
  const violations = rows.filter(isViolation).sort(byReadability);
  return {
    property,
    design,
    verdict: WORST.find((v) => rows.some((r) => r.verdict === v))!,
    shortest: violations.find(unexpected) ?? violations[0] ?? null,
    violations,
    surprises: rows.filter(unexpected),
  };
}

/** Scenarios with a name before random ones, what is not merely inferred before what is, then the shortest. */
export const byReadability = (a: Violation, b: Violation): number =>
  a.runs - b.runs ||
  Number(a.basis === 'inferred') - Number(b.basis === 'inferred') ||
  lengthOf(a.trace) - lengthOf(b.trace);

/** Designs side by side, so that a line fits a screen. */
const ABREAST = 9;

/** The matrix: a row per property, a column per design, in blocks that fit a screen, and what its signs mean. */
export function matrix(cells: readonly Cell[], catalogue: Catalogue, s: Style): string[] {
  const blocks = blocksOf(cells, catalogue);
  return [
    ...blocks.flatMap((block, i) => [...(i === 0 ? [] : ['']), ...drawn(block, s)]),
    '',
    ...legend(cells.map(textOf), s),
  ];
}

interface Block {
  readonly designs: Catalogue['designs'];
  readonly properties: Catalogue['properties'];
  /** By property, then by design. */
  readonly cells: readonly (readonly (Cell | undefined)[])[];
}

/** Designs that are judged by the same properties stand together, as many as fit. */
function blocksOf(cells: readonly Cell[], catalogue: Catalogue): Block[] {
  const judging = (design: string): Catalogue['properties'] =>
    catalogue.properties.filter((p) => cells.some((c) => c.design === design && c.property === p.id));
  const blocks: { designs: Catalogue['designs'][number][]; properties: Catalogue['properties'] }[] = [];
  for (const design of catalogue.designs) {
    const properties = judging(design.id);
    if (properties.length === 0) continue;
    const last = blocks.at(-1);
    const fits = last !== undefined && last.designs.length < ABREAST && last.properties[0] === properties[0];
    if (fits) last.designs.push(design);
    else blocks.push({ designs: [design], properties });
  }
  return blocks.map(({ designs, properties }) => ({
    designs,
    properties,
    cells: properties.map((p) =>
      designs.map((d) => cells.find((c) => c.property === p.id && c.design === d.id)),
    ),
  }));
}

function drawn({ designs, properties, cells }: Block, s: Style): string[] {
  const heads = designs.map((d) => d.id.split('-'));
  const texts = cells.map((row) => row.map((cell) => (cell ? textOf(cell) : '')));
  const idWidth = Math.max(3, ...properties.map((p) => p.id.length)) + 1;
  const labels = properties.map((p) => `${p.id.padEnd(idWidth)}${p.name}`);
  const first = Math.max(...labels.map((l) => l.length));
  const widths = designs.map((_, i) =>
    Math.max(...heads[i]!.map((h) => h.length), ...texts.map((row) => row[i]!.length)),
  );
  const line = (label: string, columns: readonly string[]): string =>
    [label.padEnd(first), ...columns].join('  ').trimEnd();
  const height = Math.max(...heads.map((h) => h.length));
  const header = Array.from({ length: height }, (_, row) =>
    line(
      '',
      heads.map((h, i) => s.bold((h[row] ?? '').padEnd(widths[i]!))),
    ),
  );
  const body = texts.map((row, p) =>
    line(
      labels[p]!,
      row.map((text, d) => paint(text.padEnd(widths[d]!), cells[p]![d], s)),
    ),
  );
  return [...header, ...body];
}

const MARKS = { unexpected: '!', unconfirmed: '?' };

function textOf(cell: Cell): string {
  const unconfirmed = cell.verdict === 'violated' && cell.shortest!.basis === 'inferred';
  const marks = (unconfirmed ? MARKS.unconfirmed : '') + (cell.surprises.length > 0 ? MARKS.unexpected : '');
  const steps = cell.verdict === 'violated' ? lengthOf(cell.shortest!.trace) : 0;
  return (cell.verdict === 'violated' ? `${steps} steps` : cell.verdict) + marks;
}

function paint(text: string, cell: Cell | undefined, s: Style): string {
  if (!cell) return text;
  if (cell.surprises.length > 0) return s.bold(s.red(text));
  if (cell.verdict === 'violated') return s.red(text);
  if (cell.verdict === 'holds') return s.green(text);
  return cell.verdict === 'inconclusive' ? s.yellow(text) : s.dim(text);
}

/** Explains what occurs, and only that. */
function legend(texts: readonly string[], s: Style): string[] {
  const explained: [string, string][] = [
    ['holds', 'in every state of every scenario that concerns it'],
    ['steps', 'violated; length of the shortest counterexample from the start of the machine'],
    ['not violated', 'in the random systems that were tried'],
    ['vacuous', 'nothing that it is about ever happens'],
    ['inconclusive', 'a limit was hit before every state was seen, and no violation was found till then'],
    [MARKS.unconfirmed, 'unconfirmed: inferred from the sources, tried by nobody'],
    [MARKS.unexpected, 'differs from what is recorded in properties/litmus/expected.json'],
  ];
  return explained
    .filter(([sign]) => texts.some((t) => t.includes(sign)))
    .map(([sign, meaning]) => s.dim(`${(sign === 'steps' ? 'N steps' : sign).padEnd(14)}${meaning}`));
}
