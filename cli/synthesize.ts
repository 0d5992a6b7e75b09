import { Command } from 'commander';
import { InputError } from '../model/input-error.js';
import { style, takesColour } from '../reports/style.js';
import type { AskedQuestion, SynthesisReport } from '../reports/synthesis-report.js';
import { synthesisText } from '../reports/synthesis-text.js';
import { AS_RECORDED, BAD_INPUT, DIFFERENT } from './exit-codes.js';
import { questionsOf, rowOf, type Question, type Wanted } from './litmus.js';
import { runSynthesis, type SynthesisRun } from './run-synthesis.js';
import { designNamed } from './subjects.js';

interface Options extends Wanted {
  readonly from: string;
  readonly json?: boolean;
}

/** The design that was merged: what it lacks is what is worth knowing. */
const FROM = 'pvh-6.12-4.20';

const HELP = `
Examples:
  pirqcheck synthesize --scenarios T1/ghost T4/hidden-neighbour
  pirqcheck synthesize --scenarios 'T3/detach-*'
  pirqcheck synthesize --from rfc-base --scenarios 'T2/*' --json

Every combination of choices is tried, or agrees with one that was tried in all that a question looked at. Some
scenarios take seconds, the whole catalogue may take an hour or more. A question that does not concern a combination counts as green.

Exit code: ${AS_RECORDED} there is a set of choices that turns everything green, ${DIFFERENT} there is none, ${BAD_INPUT} bad usage or input.`;

/** `pirqcheck synthesize`: the smallest sets of choices that turn every cell green. */
export const synthesize = (): Command =>
  new Command('synthesize')
    .description('the smallest sets of choices that turn every cell green, or the proof that there is none')
    .option('--from <design>', 'count the choices that differ from this design', FROM)
    .option('--scenarios <name...>', 'only these; with * or / at its end a name stands for all that begin so')
    .option('--properties <id...>', "ask these, by id or name, instead of each scenario's own question")
    .option('--json', 'print it as JSON')
    .addHelpText('after', HELP)
    .action(async (options: Options) => {
      const { subject, design } = designNamed(options.from);
      if (!subject.dimensions)
        throw new InputError('--from', `the choices of ${subject.id} designs have no dimensions to combine`);
      const why = subject.meaningless?.(design) ?? null;
      if (why !== null) throw new InputError('--from', `${design.id} cannot be varied: ${why}`);
      const questions = questionsOf(options).filter((q) => q.subject === subject);
      const run = await runSynthesis({
        base: design.id,
        questions: questions.map((q) => ({ scenario: q.scenario.name, property: q.property.id })),
      });
      const report = reportOf(design.id, questions, run);
      if (options.json) process.stdout.write(`${JSON.stringify({ version: 1, ...report }, null, 1)}\n`);
      else {
        const s = style(takesColour(process.stdout, process.env));
        process.stdout.write(`${synthesisText(report, s).join('\n')}\n`);
      }
      process.exitCode = report.givenUp.length === 0 ? AS_RECORDED : DIFFERENT;
    });

function reportOf(
  base: string,
  questions: readonly Question[],
  { space, synthesis }: SynthesisRun,
): SynthesisReport {
  const named = (list: readonly number[]): AskedQuestion[] =>
    list.map((q) => {
      const { scenario, property, question } = rowOf(questions[q]!);
      return { scenario, property: { id: property.id, name: property.name }, question };
    });
  return {
    base,
    questions: questions.length,
    dimensions: space.dimensions,
    combinations: space.size,
    sets: synthesis.best.combinations.map((c) => ({ design: space.designOf(c).id, picks: space.picksOf(c) })),
    hopeless: named(synthesis.hopeless),
    core: named(synthesis.core),
    givenUp: named(synthesis.givenUp),
  };
}
