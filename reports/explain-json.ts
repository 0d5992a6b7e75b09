import { isAsked } from '../checker/cell.js';
import { toReport } from '../checker/result.js';
import { judgedAs, type Argument, type Explanation } from './explanation.js';

/** The thread about a design as JSON. */
export function explainJson({ design, changes, arguments: args }: Explanation): string {
  const { id, title, proposal, fate, versions, base } = design;
  const body = {
    version: 1,
    design: { id, title, proposal, fate, versions, base },
    changes,
    objections: args.map(record),
  };
  return `${JSON.stringify(body, null, 1)}\n`;
}

function record(argument: Argument): object {
  const { objection, verdict } = argument;
  const { text, by, where, judged } = objection;
  const said = { text, by, where, judged: judgedAs(argument), recorded: judged };
  if (!verdict) return said;
  const { scenario, property, cell, shown } = verdict;
  const found = isAsked(cell)
    ? { result: toReport([cell.result]).results[0], outcomes: cell.outcomes, shown }
    : { notApplicable: cell.reason };
  return { ...said, scenario, property: property.id, ...found };
}
