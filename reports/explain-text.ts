import { isAsked } from '../checker/cell.js';
import { stepOf } from '../checker/objection.js';
import { observationOf } from '../checker/outcomes.js';
import { lengthOf } from '../checker/result.js';
import { isViolation } from './counterexample.js';
import { judgedAs, type Argument, type ArgumentVerdict, type Explanation } from './explanation.js';
import { countsOf } from './observations.js';
import { differencesInWords } from './sibling-lines.js';
import type { Style } from './style.js';
import { wrapped } from './wrapped.js';

const INDENT = ' '.repeat(11);

/** The thread about a design: proposal, objection, scenario, verdict, fate; each objection with its own scenario and verdict. */
export function explainText({ design, changes, arguments: args }: Explanation, s: Style): string[] {
  const { proposal, versions } = design;
  const stands = versions.length === 0 ? '' : ` Stands in ${versions.join(', ')}.`;
  return [
    `${s.bold(design.id)}  ${design.title}`,
    ...fact('proposal', `${proposal.what} (${proposal.by}, ${proposal.where})`, s),
    ...(changes ? fact('changes', `of ${design.base}: ${differencesInWords(changes)}`, s) : []),
    ...(args.length === 0
      ? fact('objection', 'none is recorded', s)
      : args.flatMap((a) => argumentLines(a, s))),
    ...fact('fate', `${design.fate}.${stands}`, s),
  ];
}

function fact(name: string, text: string, s: Style): string[] {
  const [first, ...rest] = wrapped(text, INDENT);
  return [s.dim(name.padEnd(INDENT.length)) + first!.trimStart(), ...rest];
}

function argumentLines(argument: Argument, s: Style): string[] {
  const { objection, verdict } = argument;
  const said = fact('objection', `${objection.text} (${objection.by}, ${objection.where})`, s);
  if (!verdict) {
    const why = 'notAStateProperty' in objection.judged ? objection.judged.notAStateProperty : '';
    return [...said, ...fact('verdict', `not a state property: ${why}`, s)];
  }
  const { scenario, question, property } = verdict;
  return [
    ...said,
    ...fact('scenario', `${scenario}, ${property.id} ${property.name}: ${question}`, s),
    ...fact('verdict', verdictText(argument, verdict), s),
  ];
}

function verdictText(argument: Argument, { cell, shown }: ArgumentVerdict): string {
  if (!isAsked(cell)) return `n/a: ${cell.reason}`;
  const { result, outcomes } = cell;
  const disagrees =
    'disagrees' in argument.objection.judged ? argument.objection.judged.disagrees : undefined;
  const ends: Record<ReturnType<typeof judgedAs>, string> = {
    shown: '',
    'shown otherwise': '; not in the way that was objected',
    'not found, as recorded': `: the model does not find what was said, for ${disagrees}`,
    'not as recorded':
      disagrees === undefined ? '; recorded is that it is violated' : '; recorded is that it is not',
    'not a state property': '',
  };
  const end = ends[judgedAs(argument)];
  if (!isViolation(result)) return `${result.verdict}${end}`;
  const { trace } = result;
  const observed = outcomes ? `, observed ${observationOf(outcomes)} ${countsOf(cell)}` : '';
  const steps = (shown ?? []).map((n) => {
    const { actor, action, args, result: returned } = stepOf(trace, n);
    return `${n} ${actor} ${action}(${args}) -> ${returned}`;
  });
  const seen = steps.length > 0 ? `; the objection is in step ${steps.join(', step ')}` : '';
  return `violated in ${lengthOf(trace)} steps${observed} [${result.basis}]: ${trace.witness}${seen}${end}`;
}
