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
 * A violation in words: the witness, what is asked and who asked it, the steps, and how to see them again. Several designs
 * with the very same steps are told of together. `kept` are the designs that keep the property in the same scenario.
 */
export function counterexample(
  violations: readonly Violation[],
  catalogue: Catalogue,
  kept: readonly string[],
  s: Style,
): string[] {
  const [first] = violations as [Violation, ...Violation[]];
  const { trace } = first;
  const property = catalogue.properties.find((p) => p.id === first.property)!;
  const place = first.scenario.startsWith(first.topology)
    ? first.scenario
    : `${first.scenario} on ${first.topology}`;
  const fact = (name: string, text: string): string => `  ${s.dim(name.padEnd(9))}${text}`;
  const severity = property.severity === 'quality' ? ' (quality)' : '';
  return [
    s.bold(
      `${property.id} ${property.name}${severity}: ${count(lengthOf(trace))} (${trace.minimal}), ${place}`,
    ),
    s.red(trace.witness),
    fact('asks', property.question),
    fact('cites', property.cites),
    ...violations.map((v) => {
      const { title } = catalogue.designs.find((d) => d.id === v.design)!;
      return fact('design', `${v.design}: ${title} ${s.dim(`[${groundsOf(v, catalogue)}]`)}`);
    }),
    ...(kept.length > 0 ? [fact('kept by', kept.join(' '))] : []),
    fact('where', trace.setting.join('; ')),
    ...stepLines(trace, s),
    ...violations.map((v) => fact('replay', s.cyan(`pirqcheck replay ${v.trace.token}`))),
  ];
}

/** Violations that differ in nothing but the design. */
export function alike(violations: readonly Violation[], s: Style): Violation[][] {
  const groups = new Map<string, Violation[]>();
  for (const v of violations) {
    const key = [v.property, v.topology, v.scenario, v.trace.witness, ...stepLines(v.trace, s)].join('\n');
    const group = groups.get(key);
    if (group) group.push(v);
    else groups.set(key, [v]);
  }
  return [...groups.values()];
}

function groundsOf(v: Violation, catalogue: Catalogue): string {
  const { basis, reason } = catalogue.grounds(v.property, v.design, v.scenario);
  return basis === 'inferred' ? `unconfirmed: ${reason}` : `${basis}: ${reason}`;
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
