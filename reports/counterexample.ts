import type { Counterexample, Result } from '../checker/result.js';
import { lengthOf } from '../checker/result.js';
import type { Catalogue } from './catalogue.js';
import type { Style } from './style.js';

type TraceStep = Counterexample['steps'][number];

/** A violation with what reports know about it. */
export type Violation = Result & { readonly trace: Counterexample };

/** Is it one that can be shown? */
export const isViolation = (r: Result): r is Violation => r.trace !== undefined;

/**
 * A violation in words: the witness, what is asked and who asked it, the steps, and how to see them again. `kept` are the
 * designs that keep the property in the same scenario.
 */
export function counterexample(
  v: Violation,
  catalogue: Catalogue,
  kept: readonly string[],
  s: Style,
): string[] {
  const property = catalogue.properties.find((p) => p.id === v.property)!;
  const design = catalogue.designs.find((d) => d.id === v.design)!;
  const { trace } = v;
  const place = v.topology === v.scenario ? v.scenario : `${v.scenario} on ${v.topology}`;
  const { basis, reason } = catalogue.grounds(v.property, v.design);
  const fact = (name: string, text: string): string => `  ${s.dim(name.padEnd(9))}${text}`;
  return [
    s.bold(`${property.id} ${property.name}: ${v.design}, ${count(lengthOf(trace))} (${trace.minimal}), ${place}`),
    s.red(trace.witness),
    fact('asks', `${property.question}${property.severity === 'quality' ? ' (quality)' : ''}`),
    fact('cites', property.cites),
    fact('design', design.title),
    fact('basis', basis === 'inferred' ? `unconfirmed: ${reason}` : `${basis}: ${reason}`),
    ...(kept.length > 0 ? [fact('kept by', kept.join(' '))] : []),
    ...stepLines(trace, s),
    fact('replay', s.cyan(`pirqcheck replay ${trace.token}`)),
  ];
}

const count = (steps: number): string => `${steps} step${steps === 1 ? '' : 's'}`;

/** The steps of a trace, those of one operation under its name; the `given:` part is one line unless it is all there is. */
export function stepLines({ prologue, steps }: Counterexample, s: Style): string[] {
  if (steps.length === 0) return grouped(prologue, 0, s);
  return [...folded(prologue, s), ...grouped(steps, prologue.length, s)];
}

function folded(prologue: readonly TraceStep[], s: Style): string[] {
  if (prologue.length === 0) return [];
  const operations = [...new Set(prologue.flatMap((p) => p.operation ?? []))];
  return [`  ${s.dim('given')}    ${operations.join('; ')} ${s.dim(`(steps 1-${prologue.length})`)}`];
}

function grouped(steps: readonly TraceStep[], before: number, s: Style): string[] {
  const lines: string[] = [];
  let group = '';
  const width = Math.max(...steps.map((t) => t.actor.length));
  steps.forEach((step, i) => {
    const name = step.operation === null ? step.thread : `${step.thread}: ${step.operation}`;
    if (name !== group) lines.push(`  ${s.bold(name)}`);
    group = name;
    const call = `${step.action}(${step.args})`;
    const failed = /^(-E|ERROR)/.test(step.result);
    const result = failed ? s.red(step.result) : step.result;
    lines.push(`  ${String(before + i + 1).padStart(4)}  ${step.actor.padEnd(width)}  ${call} -> ${result}`);
    for (const c of step.changes)
      lines.push(`${' '.repeat(10 + width)}${s.dim(c.cell)}  ${c.from} -> ${s.yellow(c.to)}`);
  });
  return lines;
}
