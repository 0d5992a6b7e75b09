import { Command } from 'commander';
import { isAsked } from '../checker/cell.js';
import { differences } from '../checker/choices.js';
import { shownIn } from '../checker/objection.js';
import type { AnyDesign, Subject } from '../checker/subject.js';
import { isJudged, type Objection } from '../model/designs/history.js';
import { explainJson } from '../reports/explain-json.js';
import { explainText } from '../reports/explain-text.js';
import { judgedAs, type Argument, type Explanation } from '../reports/explanation.js';
import { style, takesColour } from '../reports/style.js';
import { scenarioNamed } from './cases.js';
import { propertyNamed } from './cell-task.js';
import { AS_RECORDED, BAD_INPUT, DIFFERENT, INCONCLUSIVE } from './exit-codes.js';
import { INTERRUPTED } from './interrupt.js';
import { refereed, rowOf, type Referee } from './litmus.js';
import { designNamed } from './subjects.js';

const HELP = `
Examples:
  pirqcheck explain rfc-base
  pirqcheck explain pvh-6.12-4.20 --json

The verdicts are found now, by searching every state of the scenario that decides the objection.

Exit code: ${AS_RECORDED} every verdict is as the design tells, ${DIFFERENT} one is not, ${BAD_INPUT} there is no such design.`;

/** `pirqcheck explain`: the thread about a design. */
export const explain = (): Command =>
  new Command('explain')
    .description('the thread about a design in a few lines: proposal, objection, scenario, verdict, fate')
    .argument('<design>', 'pirqcheck list designs')
    .option('--json', 'print it as JSON')
    .addHelpText('after', HELP)
    .action(async (id: string, { json = false }: { json?: boolean }) => {
      const { subject, design } = designNamed(id);
      const { found: explanation, interrupted } = await refereed((referee) =>
        explanationOf(referee, subject, design),
      );
      if (json) process.stdout.write(explainJson(explanation));
      else {
        const s = style(takesColour(process.stdout, process.env));
        process.stdout.write(`${explainText(explanation, s).join('\n')}\n`);
      }
      const wrong = explanation.arguments.some((a) =>
        ['not as recorded', 'shown otherwise'].includes(judgedAs(a)),
      );
      if (interrupted) process.stderr.write(INTERRUPTED);
      process.exitCode = wrong ? DIFFERENT : interrupted ? INCONCLUSIVE : AS_RECORDED;
    });

async function explanationOf(
  referee: Pick<Referee, 'decide'>,
  subject: Subject,
  design: AnyDesign,
): Promise<Explanation> {
  const base = subject.designs.find((d) => d.id === design.base);
  return {
    design,
    changes: base ? differences(base, design, subject.dimensions) : null,
    arguments: await Promise.all(design.objections.map((o) => argumentOf(referee, subject, design, o))),
  };
}

async function argumentOf(
  referee: Pick<Referee, 'decide'>,
  subject: Subject,
  design: AnyDesign,
  objection: Objection,
): Promise<Argument> {
  if (!isJudged(objection)) return { objection, verdict: null };
  const { judged } = objection;
  const question = {
    subject,
    scenario: scenarioNamed(judged.scenario),
    property: propertyNamed(subject, judged.property),
  };
  const cell = await referee.decide(question, design);
  const trace = isAsked(cell) ? cell.result.trace : undefined;
  return {
    objection,
    verdict: { ...rowOf(question), cell, shown: trace ? shownIn(judged, trace) : null },
  };
}
