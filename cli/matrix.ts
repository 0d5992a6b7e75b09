import { Command, Option } from 'commander';
import { isAsked, type LitmusMatrix } from '../checker/cell.js';
import type { Result } from '../checker/result.js';
import { litmusJson } from '../reports/litmus-json.js';
import { litmusMarkdown } from '../reports/litmus-markdown.js';
import { litmusText, summaryOf, type MatrixDetail } from '../reports/litmus-text.js';
import { style, takesColour } from '../reports/style.js';
import { catalogueOf } from './built-in.js';
import { AS_RECORDED, EXIT_CODES, exitCodeOf, INCONCLUSIVE } from './exit-codes.js';
import { INTERRUPTED } from './interrupt.js';
import { decideAll, designsOf, questionsOf, refereed } from './litmus.js';
import { save } from './save.js';

interface Options {
  readonly designs?: string[];
  readonly scenarios?: string[];
  readonly properties?: string[];
  readonly brief?: boolean;
  readonly verbose?: boolean;
  readonly markdown?: boolean;
  readonly json?: boolean;
  readonly output?: string;
}

const HELP = `
Examples:
  pirqcheck matrix                                      the whole catalogue under every design
  pirqcheck matrix --brief --scenarios T3/
  pirqcheck matrix --designs rfc-base pvh-6.12-4.20
  pirqcheck matrix --scenarios 'T2/*' --properties I1 I5
  pirqcheck matrix --markdown -o matrix.md

Each scenario has one question of its own, and its cells are the answers; --properties asks others.

${EXIT_CODES}`;

/** `pirqcheck matrix`: the catalogue under every design. */
export const matrix = (): Command =>
  new Command('matrix')
    .description('the litmus matrix: what becomes of every scenario under every design')
    .option('--designs <id...>', 'only these designs')
    .option('--scenarios <name...>', 'only these; with * or / at its end a name stands for all that begin so')
    .option('--properties <id...>', "ask these, by id or name, instead of each scenario's own question")
    .addOption(new Option('--brief', 'the matrix alone').conflicts(['verbose', 'markdown', 'json']))
    .addOption(new Option('--verbose', 'counterexamples as well').conflicts(['markdown', 'json']))
    .addOption(new Option('--markdown', 'print it as Markdown').conflicts('json'))
    .option('--json', 'print it as JSON')
    .option('-o, --output <file>', 'write it to this file')
    .addHelpText('after', HELP)
    .action(async (options: Options) => {
      const questions = questionsOf(options);
      const designs = designsOf(options.designs);
      const { found: matrices, interrupted } = await refereed((referee) =>
        decideAll(referee, questions, designs),
      );
      const { output } = options;
      if (output === undefined) process.stdout.write(report(matrices, options));
      else {
        await save(output, report(matrices, options));
        process.stdout.write(matrices.map((m) => `${summaryOf(m)}\n`).join(''));
      }
      if (interrupted) process.stderr.write(INTERRUPTED);
      process.exitCode =
        exitCodeOf(matrices.flatMap(resultsOf)) || (interrupted ? INCONCLUSIVE : AS_RECORDED);
    });

function report(matrices: readonly LitmusMatrix[], options: Options): string {
  if (options.json) return litmusJson(matrices);
  if (matrices.length === 0) return 'nothing was asked\n';
  if (options.markdown) return `${matrices.flatMap(litmusMarkdown).join('\n')}\n`;
  const detail: MatrixDetail = options.brief
    ? 'matrix'
    : options.verbose
      ? 'counterexamples'
      : 'observations';
  const s = style(options.output === undefined && takesColour(process.stdout, process.env));
  return `${matrices.map((m) => litmusText(m, catalogueOf(resultsOf(m)), detail, s).join('\n')).join('\n\n')}\n`;
}

const resultsOf = ({ rows }: LitmusMatrix): Result[] =>
  rows.flatMap((row) => row.cells.filter(isAsked).map((cell) => cell.result));
