import type { Style } from './style.js';
import type { AskedQuestion, ChoiceSet, SynthesisReport } from './synthesis-report.js';
import { wrapped } from './wrapped.js';

/** Sets that are printed; JSON has all. */
const MOST_SETS = 12;

/** The smallest sets of choices that turn everything green, or why there is none and what comes nearest. */
export function synthesisText(report: SynthesisReport, s: Style): string[] {
  const { base, questions, dimensions, combinations, sets, hopeless, core, givenUp } = report;
  const changes = sets[0]?.picks.length ?? 0;
  const found = `${count(sets.length, 'set')} of ${count(changes, 'choice')}`;
  return [
    `${s.bold(base)}: ${count(questions, 'question')}, ${withCommas(combinations)} combinations of ${count(dimensions.length, 'dimension')}`,
    ...wrapped(dimensions.join(', '), '  ').map((l) => s.dim(l)),
    '',
    givenUp.length === 0
      ? s.green(`${found} ${sets.length === 1 ? 'turns' : 'turn'} every cell green; no smaller one does.`)
      : s.red('No combination turns every cell green.'),
    ...cells('Red under every combination', hopeless, s),
    ...cells('Never green together, and the smallest such set', core, s),
    ...(givenUp.length === 0
      ? []
      : [
          ...cells('Given up', givenUp, s),
          '',
          `${found} ${sets.length === 1 ? 'turns' : 'turn'} all the others green; no smaller one does.`,
        ]),
    ...setLines(sets, s),
    '',
    ...wrapped(
      'Every combination was tried, or agrees with one that was in all that made a question red.',
      '',
    ).map((l) => s.dim(l)),
  ];
}

function cells(title: string, list: readonly AskedQuestion[], s: Style): string[] {
  if (list.length === 0) return [];
  return [
    '',
    s.bold(title),
    ...list.flatMap(({ scenario, property, question }) => [
      `  ${scenario}  ${property.id} ${property.name}`,
      ...wrapped(question, '    ').map((l) => s.dim(l)),
    ]),
  ];
}

/** What all sets choose once, then what else each of them does. */
function setLines(sets: readonly ChoiceSet[], s: Style): string[] {
  const [first] = sets;
  if (!first) return [];
  const same = (a: ChoiceSet['picks'][number], b: typeof a): boolean =>
    a.dimension === b.dimension && a.value === b.value;
  const common = first.picks.filter((p) => sets.every((set) => set.picks.some((q) => same(p, q))));
  const width = Math.max(
    ...sets.flatMap((set) => set.picks.map((p) => p.dimension.length + p.value.length + 1)),
    0,
  );
  const pickLine = (p: ChoiceSet['picks'][number]): string =>
    `  ${`${p.dimension}=${p.value}`.padEnd(width)}  ${s.dim(p.what)}`;
  const shown = sets.slice(0, MOST_SETS);
  const lines = ['', s.bold(sets.length === 1 ? 'The set' : 'In every set'), ...common.map(pickLine)];
  if (common.length === 0) lines.push(`  ${s.dim('nothing')}`);
  for (const [i, set] of shown.entries()) {
    const own = set.picks.filter((p) => !common.some((c) => same(c, p)));
    if (sets.length > 1) lines.push('', s.bold(`Set ${i + 1}`), ...own.map(pickLine));
    lines.push(`  ${s.cyan(`pirqcheck matrix --designs ${set.design}`)}`);
  }
  if (sets.length > shown.length) lines.push('', s.dim(`... and ${sets.length - shown.length} more: --json`));
  return lines;
}

const count = (n: number, what: string): string => `${n} ${what}${n === 1 ? '' : 's'}`;

const withCommas = (n: number): string => String(n).replace(/\B(?=(\d{3})+$)/g, ',');
