import type { Compared, Comparison } from './comparison.js';
import { lengthOf } from '../checker/result.js';
import { foldedLines } from './folded.js';
import { differencesInWords, siblingLines } from './sibling-lines.js';
import type { Style } from './style.js';
import { wrapped } from './wrapped.js';

/** What one design fixes that another violates, what it breaks, and what both share, as lines. */
export function compareText(c: Comparison, s: Style): string[] {
  const { from, to, fixes, breaks, shares, rest } = c;
  const questions = (n: number): string => `${n} question${n === 1 ? '' : 's'}`;
  const part = (title: string, entries: readonly Compared[]): string[] => [
    '',
    s.bold(entries.length === 0 ? `${title} nothing` : `${title} ${questions(entries.length)}`),
    ...entries.flatMap((e) => ['', ...entryLines(e, s)]),
  ];
  return [
    `${s.dim('from')}  ${s.bold(from.id)}  ${from.title}`,
    `${s.dim('to')}    ${s.bold(to.id)}  ${to.title}`,
    ...wrapped(`they differ in ${differencesInWords(c.differences)}`, '      '),
    ...part(`${to.id} fixes`, fixes),
    ...part(`${to.id} breaks`, breaks),
    ...part('Both violate', shares),
    '',
    `${fixes.length} fixed, ${breaks.length} broken, ${shares.length} violated by both, ${rest.both} kept by both, ${rest.other} that do not concern one of them.`,
  ];
}

function entryLines(
  { row, violation, sibling, under }: Compared & { readonly under?: string },
  s: Style,
): string[] {
  const { scenario, property, question } = row;
  const { trace, design } = violation;
  return [
    `  ${s.bold(scenario)}  ${property.id} ${property.name}${under === undefined ? '' : s.dim(`  ${under}`)}`,
    ...wrapped(question, '    ').map((l) => s.dim(l)),
    ...wrapped(`${design}: ${trace.witness} (${lengthOf(trace)} steps)`, '    ').map((l) => s.red(l)),
    ...foldedLines(trace, property.reads, s).map((l) => `  ${l}`),
    ...siblingLines(sibling, '    ', s),
    `    ${s.cyan(`pirqcheck replay ${trace.token}`)}`,
  ];
}
