import type { Style } from './style.js';
import type { AskedQuestion, ChoiceSet, SynthesisReport } from './synthesis-report.js';
import { wrapped } from './wrapped.js';

/** Sets that are printed; JSON has all. */
const MOST_SETS = 12;

/** The smallest sets of choices that turn everything green, or why there is none and what comes nearest. */
export function synthesisText(report: SynthesisReport, s: Style): string[] {
  const { base, questions, dimensions, combinations, mostChanges, sets, hopeless, core, red } = report;
  const within = mostChanges === null ? '' : ` with at most ${count(mostChanges, 'change')}`;
  return [
    `${s.bold(base)}: ${count(questions, 'question')}, ${withCommas(combinations)} combinations of ${count(dimensions.length, 'dimension')}`,
    ...wrapped(dimensions.join(', '), '  ').map((l) => s.dim(l)),
    '',
    red.length === 0
      ? s.green(`${foundIn(report)} every cell green; no smaller one does.`)
      : hopeless.length + core.length === 0
        ? s.yellow('Not known: is there a combination that turns every cell green?')
        : s.red(`No combination${within} turns every cell green.`),
    ...cells('Red under every combination', hopeless, s),
    ...coreLines(report, s),
    ...(red.length === 0
      ? []
      : [
          ...cells('Given up', red, s),
          '',
          ...wrapped(
            report.done
              ? `${foundIn(report)} all the others green, and none of the choices can be left out. No combination turns one more of these cells green and keeps all others.`
              : `${foundIn(report)} all the others green; the search was not finished.`,
            '',
          ),
        ]),
    ...setLines(sets, s),
    ...cells('About nothing there (vacuous)', report.vacuous, s),
    '',
    ...wrapped(
      'Every combination was tried, or agrees with one that was in all that was looked at on the run that made a cell red.',
      '',
    ).map((l) => s.dim(l)),
  ];
}

const foundIn = ({ sets }: SynthesisReport): string =>
  `${count(sets.length, 'set')} of ${count(sets[0]?.picks.length ?? 0, 'choice')} ${sets.length === 1 ? 'turns' : 'turn'}`;

/** The cells that exclude each other, and how that can be checked. */
function coreLines({ core, meaningless, combinations }: SynthesisReport, s: Style): string[] {
  if (core.length === 0) return [];
  const parts = core.map((c) => `${count(c.runs, 'run')} turn ${c.scenario} red under ${withCommas(c.red)}`);
  const proof = `Of ${withCommas(combinations)} combinations ${withCommas(meaningless)} are meaningless; ${parts.join('; ')}; none is left.`;
  return [
    ...cells('Never green together, and no smaller set is like this', core, s),
    '',
    ...wrapped(proof, '  '),
    ...core.flatMap(({ scenario, command, without }) => [
      '',
      `  ${scenario} is red, for example:`,
      ...(command === null ? [] : [`    ${s.cyan(`${command} --verbose`)}`]),
      `  ${core.length === 2 ? 'the other is green' : 'all the others are green'}, for example:`,
      `    ${s.cyan(`pirqcheck matrix --designs ${without}`)}`,
    ]),
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
