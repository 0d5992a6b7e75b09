import type { Difference } from '../checker/choices.js';
import type { Sibling } from '../checker/sibling.js';
import type { TraceStep } from '../checker/trace.js';
import type { Style } from './style.js';
import { wrapped } from './wrapped.js';

/** `gsi-source: sysfs-irq -> privcmd-sbdf; ...`. */
export const differencesInWords = (differences: readonly Difference[]): string =>
  differences.map((d) => `${d.choice}: ${d.from} -> ${d.to}`).join('; ') || 'in no choice';

/** The closest design that passes, what it chooses otherwise, and the step at which the two part. */
export function siblingLines(sibling: Sibling | null, indent: string, s: Style): string[] {
  if (!sibling) return [`${indent}no other design passes`];
  const { design, differences, parting } = sibling;
  const head = wrapped(`closest that passes: ${design} (${differencesInWords(differences)})`, indent);
  if (!parting) return [...head, `${indent}  takes the very same steps; what differs is not judged in them`];
  const { step, here, there, by } = parting;
  const label = `${indent}  parts at step ${step}:`;
  return [
    ...head,
    `${label} here   ${inWords(here, by === 'effect', s)}`,
    `${' '.repeat(label.length)} there  ${there ? inWords(there, by === 'effect', s) : `${here.thread} does nothing`}`,
  ];
}

function inWords(step: TraceStep, withChanges: boolean, s: Style): string {
  const changes = step.changes.map((c) => `${c.cell} ${c.from} -> ${c.to}`).join('; ') || 'changes nothing';
  return `${step.actor}  ${step.action}(${step.args}) -> ${step.result}${withChanges ? s.dim(`  ${changes}`) : ''}`;
}
