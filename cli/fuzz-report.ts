import type { FuzzSummary, NewFind } from './fuzz-summary.js';

/** A find as it comes. */
export const findLine = ({ property, design, steps, witness, file, recorded }: NewFind): string =>
  `${recorded ? 'found' : 'NEW  '} ${property} ${design}: ${count(steps, 'step')}, ${witness}\n      pirqcheck replay ${file}`;

/** The end of a fuzz run, as lines. */
export function fuzzReport(s: FuzzSummary): string[] {
  const surprises = s.finds.filter((f) => !f.recorded);
  const byDesign = grouped(s.finds, (f) => f.design);
  return [
    ...corpusLines(s),
    ...[...byDesign].map(([design, finds]) => `${design}: ${perProperty(finds)}`),
    `${count(s.systems, 'system')}, ${s.runs} runs in ${s.seconds} s (${s.runsPerSecond}/s), ${s.actions.taken} of ${s.actions.compiled} actions taken${s.interrupted ? '; interrupted' : ''}`,
    ...(s.actions.never.length > 0 ? [`never taken: ${s.actions.never.join(', ')}`] : []),
    ...Object.entries(s.limits).map(([limit, n]) => `runs ended in ${count(n, 'system')}: ${limit}`),
    surprises.length > 0
      ? `${count(s.finds.length, 'new find')}, ${surprises.length} of a property not recorded as violated by the design: ${pairs(surprises)}`
      : `${count(s.finds.length, 'new find')}, of nothing that is not recorded as violated.`,
  ];
}

/** The earlier finds in one line, with the names of those that need a look. */
function corpusLines({ corpus: c }: FuzzSummary): string[] {
  const counts = [
    [c.stillViolated, 'still violated'],
    [c.foundAgain, 'found again by another run'],
    [c.fixed, 'no longer violated'],
    [c.undecided, 'not found again'],
    [c.skipped, 'not looked at'],
    [c.broken, 'unusable'],
  ] as const;
  const there = counts.filter(([list]) => list.length > 0);
  if (there.length === 0) return [];
  return [
    `earlier finds in ${c.dir}: ${there.map(([list, what]) => `${list.length} ${what}`).join(', ')}`,
    ...c.fixed.map((key) => `  no longer violated: ${key}`),
    ...c.undecided.map((key) => `  not found again: ${key}`),
  ];
}

/** `I1 x3 I2` */
const perProperty = (finds: readonly NewFind[]): string =>
  [...grouped(finds, (f) => f.property)]
    .map(([property, of]) => (of.length > 1 ? `${property} x${of.length}` : property))
    .sort(new Intl.Collator('en', { numeric: true }).compare)
    .join(' ');

function grouped(finds: readonly NewFind[], by: (find: NewFind) => string): Map<string, NewFind[]> {
  const groups = new Map<string, NewFind[]>();
  for (const find of finds) groups.set(by(find), [...(groups.get(by(find)) ?? []), find]);
  return groups;
}

const pairs = (finds: readonly NewFind[]): string =>
  [...new Set(finds.map((f) => `${f.property} ${f.design}`))].join(', ');

const count = (n: number, what: string): string => `${n} ${what}${n === 1 ? '' : 's'}`;
