import { Command } from 'commander';
import { isAsked, type Cell, type NotAsked } from '../checker/cell.js';
import { differences } from '../checker/choices.js';
import type { AnyDesign } from '../checker/subject.js';
import { InputError } from '../model/input-error.js';
import { compareJson } from '../reports/compare-json.js';
import { compareText } from '../reports/compare-text.js';
import type { Compared, Comparison } from '../reports/comparison.js';
import { isViolation } from '../reports/counterexample.js';
import { style, takesColour } from '../reports/style.js';
import { closestOf } from './closest.js';
import { AS_RECORDED, EXIT_CODES, exitCodeOf, INCONCLUSIVE } from './exit-codes.js';
import { INTERRUPTED } from './interrupt.js';
import { questionsOf, refereed, rowOf, type Question, type Referee, type Wanted } from './litmus.js';
import { designNamed } from './subjects.js';

interface Options extends Wanted {
  readonly json?: boolean;
}

const HELP = `
Examples:
  pirqcheck compare rfc-base pvh-6.12-4.20
  pirqcheck compare rfc-base pvh-6.12-4.20 --scenarios T3/
  pirqcheck compare pvh-6.12-4.20 pvh-6.12-4.20+lookup-reference=put

${EXIT_CODES}`;

/** `pirqcheck compare`: what one design fixes and breaks of another. */
export const compare = (): Command =>
  new Command('compare')
    .description('what design B fixes of design A, what it breaks, and what both share')
    .argument('<A>', 'a design')
    .argument('<B>', 'the design it is compared with')
    .option('--scenarios <name...>', 'only these; with * or / at its end a name stands for all that begin so')
    .option('--properties <id...>', "ask these, by id or name, instead of each scenario's own question")
    .option('--json', 'print it as JSON')
    .addHelpText('after', HELP)
    .action(async (a: string, b: string, options: Options) => {
      const [from, to] = [designNamed(a), designNamed(b)];
      if (from.subject !== to.subject)
        throw new InputError('compare', `${a} is about ${from.subject.id} and ${b} about ${to.subject.id}`);
      if (from.design.id === to.design.id) throw new InputError('compare', `${a} and ${b} are one design`);
      const questions = questionsOf(options).filter((q) => q.subject === from.subject);
      const { found, interrupted } = await refereed((referee) =>
        comparisonOf(referee, questions, from.design, to.design),
      );
      const { comparison, cells } = found;
      if (options.json) process.stdout.write(compareJson(comparison));
      else {
        const s = style(takesColour(process.stdout, process.env));
        process.stdout.write(`${compareText(comparison, s).join('\n')}\n`);
      }
      if (interrupted) process.stderr.write(INTERRUPTED);
      const results = cells.flatMap((c) => (isAsked(c) ? [c.result] : []));
      process.exitCode = exitCodeOf(results) || (interrupted ? INCONCLUSIVE : AS_RECORDED);
    });

type Pair = readonly [question: Question, from: Cell | NotAsked, to: Cell | NotAsked];

async function comparisonOf(
  referee: Pick<Referee, 'decide'>,
  questions: readonly Question[],
  from: AnyDesign,
  to: AnyDesign,
): Promise<{ comparison: Comparison; cells: (Cell | NotAsked)[] }> {
  const pairs = await Promise.all(
    questions.map(async (q): Promise<Pair> => [
      q,
      ...(await Promise.all([referee.decide(q, from), referee.decide(q, to)])),
    ]),
  );
  const compared = async (
    question: Question,
    design: AnyDesign,
    cell: Cell | NotAsked,
  ): Promise<Compared> => {
    if (!isAsked(cell) || !isViolation(cell.result)) throw new TypeError('only what is violated is compared');
    const sibling = await closestOf(referee, question, design, cell.result);
    return { row: rowOf(question), violation: cell.result, sibling };
  };
  const verdict = (cell: Cell | NotAsked): string => (isAsked(cell) ? cell.result.verdict : 'n/a');
  const is = (a: boolean, b: boolean) => (pair: Pair) =>
    (verdict(pair[1]) === 'violated') === a && (verdict(pair[2]) === 'violated') === b;
  const under = (design: AnyDesign, cell: Cell | NotAsked): string =>
    isAsked(cell) ? `${cell.result.verdict} under ${design.id}` : `n/a under ${design.id}: ${cell.reason}`;
  const neither = pairs.filter(is(false, false));
  const both = neither.filter(([, a, b]) => verdict(a) === 'holds' && verdict(b) === 'holds').length;
  const comparison: Comparison = {
    from,
    to,
    differences: differences(from, to, questions[0]?.subject.dimensions),
    fixes: await Promise.all(
      pairs
        .filter(is(true, false))
        .map(async ([q, a, b]) => ({ ...(await compared(q, from, a)), under: under(to, b) })),
    ),
    breaks: await Promise.all(
      pairs
        .filter(is(false, true))
        .map(async ([q, a, b]) => ({ ...(await compared(q, to, b)), under: under(from, a) })),
    ),
    shares: await Promise.all(pairs.filter(is(true, true)).map(([q, , b]) => compared(q, to, b))),
    rest: { both, other: neither.length - both },
  };
  return { comparison, cells: pairs.flatMap(([, a, b]) => [a, b]) };
}
