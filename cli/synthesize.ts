import { Command, Option } from 'commander';
import { InputError } from '../model/input-error.js';
import { style, takesColour } from '../reports/style.js';
import type { SynthesisReport } from '../reports/synthesis-report.js';
import { synthesisText } from '../reports/synthesis-text.js';
import { AS_RECORDED, BAD_INPUT, DIFFERENT, INCONCLUSIVE } from './exit-codes.js';
import { INTERRUPTED } from './interrupt.js';
import { questionsOf, type Wanted } from './litmus.js';
import { whole } from './options.js';
import { inFile, readJson } from './read-json.js';
import { runSynthesis } from './run-synthesis.js';
import { save } from './save.js';
import { designNamed } from './subjects.js';
import { proofJson, recheckProof } from './synthesis-proof.js';

interface Options extends Wanted {
  readonly from: string;
  readonly maxChanges?: number;
  readonly proof?: string;
  readonly recheck?: string;
  readonly json?: boolean;
}

/** The design that was merged: what it lacks is what is worth knowing. */
const FROM = 'pvh-6.12-4.20';

const HELP = `
Examples:
  pirqcheck synthesize                                         the whole catalogue: a minute or two
  pirqcheck synthesize --scenarios T1/ghost T4/hidden-neighbour
  pirqcheck synthesize --from rfc-base --scenarios 'T2/*' --json
  pirqcheck synthesize --proof proof.json
  pirqcheck synthesize --recheck proof.json                    takes every run of a proof again: seconds

A run that violates a cell under one combination does so under all that agree with it on what was looked at on the way,
so that every combination is tried or refuted. A cell that does not concern a combination, or about nothing there
(vacuous, which is told), is no reason against it; one that hits a limit is.

Exit code: ${AS_RECORDED} a set of choices turns everything green, or the proof is right, ${DIFFERENT} there is none, or the proof is wrong,
${BAD_INPUT} bad usage or input, ${INCONCLUSIVE} interrupted.`;

/** `pirqcheck synthesize`: the smallest sets of choices that turn every cell green. */
export const synthesize = (): Command =>
  new Command('synthesize')
    .description('the smallest sets of choices that turn every cell green, or the proof that there is none')
    .option('--from <design>', 'count the choices that differ from this design', FROM)
    .option('--scenarios <name...>', 'only these; with * or / at its end a name stands for all that begin so')
    .option('--properties <id...>', "ask these, by id or name, instead of each scenario's own question")
    .option('--max-changes <n>', 'only combinations that differ in no more choices', whole)
    .option('--proof <file>', 'write the proof that there is none to this file')
    .addOption(
      new Option('--recheck <file>', 'only check a proof against the model as it is').conflicts([
        'from',
        'scenarios',
        'properties',
        'maxChanges',
        'proof',
        'json',
      ]),
    )
    .option('--json', 'print it as JSON')
    .addHelpText('after', HELP)
    .action(async (options: Options) => {
      if (options.recheck !== undefined) {
        checkProof(options.recheck);
        return;
      }
      const { subject, design } = designNamed(options.from);
      if (!subject.dimensions)
        throw new InputError('--from', `the choices of ${subject.id} designs have no dimensions to combine`);
      const why = subject.meaningless?.(design) ?? null;
      if (why !== null) throw new InputError('--from', `${design.id} cannot be varied: ${why}`);
      const questions = questionsOf(options).filter((q) => q.subject === subject);
      const { result, interrupted } = await runSynthesis({
        base: design.id,
        questions: questions.map((q) => ({ scenario: q.scenario.name, property: q.property.id })),
        mostChanges: options.maxChanges,
      });
      if (interrupted) process.stderr.write(INTERRUPTED);
      process.exitCode = interrupted ? INCONCLUSIVE : AS_RECORDED;
      if (result === null) return;
      const { report, proof } = result;
      if (options.json) process.stdout.write(`${JSON.stringify({ version: 1, ...report }, null, 1)}\n`);
      else {
        const s = style(takesColour(process.stdout, process.env));
        process.stdout.write(`${synthesisText(report, s).join('\n')}\n`);
      }
      const { proof: file } = options;
      if (file !== undefined && proof) await save(file, proofJson(proof));
      else if (file !== undefined)
        process.stderr.write(`pirqcheck: ${file} is not written: ${whyNoProof(report)}\n`);
      if (!interrupted && report.red.length > 0) process.exitCode = DIFFERENT;
    });

/** A proof is about cells that are never green together. */
function whyNoProof({ red, core, done }: SynthesisReport): string {
  if (red.length === 0) return 'every cell turns green, and there is nothing to prove';
  if (core.length > 0) return 'not every search it would rest on came to its end';
  return done
    ? 'each of the red cells is red by itself under every combination, whatever the others are'
    : 'the search was not finished';
}

function checkProof(file: string): void {
  const input = readJson(file);
  const { proof, wrong } = inFile(file, () => recheckProof(input, file));
  const { cells, refuted, meaningless, base, mostChanges } = proof;
  const which = mostChanges === null ? base : `${base} with at most ${mostChanges} changes`;
  const together = cells.map((c) => `${c.scenario} ${c.property}`).join(', ');
  process.stdout.write(
    wrong === null
      ? `proven again: no combination of ${which} turns all of these green: ${together} (${refuted.length} runs, ${meaningless.length} reasons why combinations are meaningless)\n`
      : `not proven: ${wrong}\n`,
  );
  process.exitCode = wrong === null ? AS_RECORDED : DIFFERENT;
}
