import { unexpected, type Result } from '../checker/result.js';
import type { Catalogue } from './catalogue.js';
import { alike, counterexample, isViolation, type Violation } from './counterexample.js';
import { byReadability, cellsOf, matrix, type Cell } from './matrix.js';
import type { Style } from './style.js';

/** How many counterexamples: none, the shortest of each property, of each property and design, or all. */
export type Detail = 'none' | 'property' | 'shortest' | 'all';

/** The whole report of a check, as lines. */
export function textReport(
  results: readonly Result[],
  catalogue: Catalogue,
  detail: Detail,
  s: Style,
): string[] {
  const cells = cellsOf(results, catalogue);
  if (cells.length === 0) return ['nothing was checked'];
  const lines = matrix(cells, catalogue, s);
  const shown = shownOf(cells, detail);
  for (const group of alike(shown, s))
    lines.push('', ...counterexample(group, catalogue, keepers(group[0]!, results), s));
  const surprises = results.filter(unexpected);
  if (surprises.length > 0) lines.push('', s.bold(s.red('Not as recorded')), ...surprises.map(surprise));
  const limits = [...new Set(results.flatMap((r) => (r.limit === undefined ? [] : [limitOf(r)])))];
  if (limits.length > 0) lines.push('', s.bold(s.yellow('Limits')), ...limits);
  const notes = [...new Set(results.flatMap((r) => (r.notes ?? []).map((n) => noteOf(r, n))))];
  if (notes.length > 0) lines.push('', s.bold('Reductions'), ...notes);
  return [...lines, '', summary(results, cells, shown.length)];
}

/** Designs that keep the property in the very scenario of a violation. */
const keepers = (v: Violation, results: readonly Result[]): string[] =>
  results
    .filter(
      (r) =>
        r.property === v.property &&
        r.scenario === v.scenario &&
        r.topology === v.topology &&
        r.verdict === 'holds',
    )
    .map((r) => r.design);

const surprise = (r: Result): string =>
  `  ${r.property} ${r.design} ${r.scenario}: ${r.verdict}, recorded is: ${r.expected}`;

const limitOf = (r: Result): string => `  ${r.scenario} under ${r.design}: ${r.limit}`;

function shownOf(cells: readonly Cell[], detail: Detail): readonly Violation[] {
  if (detail === 'none') return [];
  if (detail === 'all') return cells.flatMap((c) => c.violations);
  const shortest = cells.flatMap((c) => c.shortest ?? []);
  if (detail === 'shortest') return shortest;
  const best = new Map<string, Violation>();
  for (const v of shortest) {
    const known = best.get(v.property);
    if (known === undefined || byReadability(v, known) < 0) best.set(v.property, v);
  }
  return [...best.values()];
}

const noteOf = (r: Result, note: string): string => `  ${r.scenario} under ${r.design}: ${note}`;

/** One line at the end: how much was looked at, and whether all is as recorded. */
function summary(results: readonly Result[], cells: readonly { verdict: string }[], shown: number): string {
  const systems = new Map<string, Result>();
  for (const r of results) systems.set(`${r.design} ${r.topology} ${r.scenario}`, r);
  const searched = [...systems.values()].filter((r) => r.runs === 0);
  const states = [...systems.values()].reduce((n, r) => n + r.states, 0);
  const runs = [...systems.values()].reduce((n, r) => n + r.runs, 0);
  const violated = cells.filter((c) => c.verdict === 'violated').length;
  const all = results.filter(isViolation).length;
  const recorded = results.some((r) => r.expected !== null);
  const surprises = results.filter(unexpected).length;
  return [
    `${number(searched.length)} systems searched, ${number(states)} states${runs > 0 ? `, ${number(runs)} random systems` : ''};`,
    `${violated} of ${cells.length} cells violated${shown < all ? ` (${all} counterexamples, ${shown} shown)` : ''};`,
    !recorded
      ? 'nothing is recorded for comparison.'
      : surprises === 0
        ? 'all as recorded.'
        : `not as recorded: ${surprises}.`,
  ].join(' ');
}

/** 12345678 -> 12,345,678, whatever the locale. */
const number = (n: number): string => String(n).replace(/\B(?=(\d{3})+$)/g, ',');
