import type { Counterexample } from '../checker/result.js';
import type { Style } from './style.js';
import { wrapped } from './wrapped.js';

type TraceStep = Counterexample['steps'][number];

/** Lines of a folded trace, whatever its length. */
const MOST_LINES = 15;

/** A step that changes so many cells is told of, whatever the property looks at. */
const MANY_CHANGES = 4;

/** Consecutive steps of one thread in one operation. */
interface Run {
  readonly from: number;
  readonly steps: TraceStep[];
}

/**
 * A trace in at most fifteen lines. Steps that a thread takes in one operation without any other thread coming between are one
 * line; of them stand out those that tell the story: the last one, those that fail, those that change a lot, and those that
 * change what the property looks at (`reads`), the latest first while there is room. `pirqcheck replay` unfolds it.
 */
export function foldedLines(
  { prologue, steps }: Counterexample,
  reads: readonly string[],
  s: Style,
): string[] {
  const first = prologue.length > 0 && steps.length > 0 ? givenLines(prologue, s) : [];
  const offset = steps.length > 0 ? prologue.length : 0;
  const shown = steps.length > 0 ? steps : prologue;
  const { head, runs } = joined(runsOf(shown), MOST_LINES - first.length - 1);
  const room = MOST_LINES - first.length - head.length - runs.length;
  const telling = new Set(tellingSteps(shown, reads).slice(0, room));
  const body = runs.flatMap((run) => [
    runLine(run, offset, s),
    ...run.steps.flatMap((step, i) =>
      telling.has(run.from + i) ? [stepLine(step, offset + run.from + i, reads, s)] : [],
    ),
  ]);
  return [...first, ...head.map((run) => hiddenLine(run, offset, s)), ...body];
}

function runsOf(steps: readonly TraceStep[]): Run[] {
  const runs: Run[] = [];
  steps.forEach((step, i) => {
    const run = runs.at(-1);
    const before = run?.steps[0];
    if (run && before!.thread === step.thread && before!.operation === step.operation) run.steps.push(step);
    else runs.push({ from: i, steps: [step] });
  });
  return runs;
}

/** At most `room` runs: where there are more, those at the beginning become one. */
function joined(runs: readonly Run[], room: number): { head: readonly Run[]; runs: readonly Run[] } {
  if (runs.length <= room) return { head: [], runs };
  const hidden = runs.slice(0, runs.length - room + 1);
  return { head: [{ from: 0, steps: hidden.flatMap((r) => r.steps) }], runs: runs.slice(hidden.length) };
}

/** Indices of the steps that tell what happened, the most telling first. */
function tellingSteps(steps: readonly TraceStep[], reads: readonly string[]): number[] {
  const weight = (step: TraceStep, i: number): number =>
    i === steps.length - 1
      ? 4
      : hasFailed(step)
        ? 3
        : step.changes.length >= MANY_CHANGES
          ? 2
          : touches(step, reads).length > 0
            ? 1
            : 0;
  return steps
    .map((step, i) => ({ i, weight: weight(step, i) }))
    .filter((t) => t.weight > 0)
    .sort((a, b) => b.weight - a.weight || b.i - a.i)
    .map((t) => t.i);
}

const hasFailed = ({ result }: TraceStep): boolean => /^(-E|ERROR)/.test(result);

const touches = ({ changes }: TraceStep, reads: readonly string[]): TraceStep['changes'] =>
  changes.filter((c) => reads.some((group) => c.cell.startsWith(`${group}.`)));

function givenLines(prologue: readonly TraceStep[], s: Style): string[] {
  const operations = [...new Set(prologue.flatMap((p) => p.operation ?? []))];
  const [first, ...rest] = wrapped(operations.join('; '), ' '.repeat(18));
  return [line(0, prologue.length, `${s.bold('given')}: ${first!.trimStart()}`), ...rest];
}

function runLine({ from, steps }: Run, offset: number, s: Style): string {
  const { thread, operation } = steps[0]!;
  return line(offset + from, steps.length, s.bold(operation === null ? thread : `${thread}: ${operation}`));
}

const hiddenLine = ({ from, steps }: Run, offset: number, s: Style): string =>
  line(offset + from, steps.length, s.dim([...new Set(steps.flatMap((p) => p.operation ?? []))].join('; ')));

function line(from: number, steps: number, text: string): string {
  const numbers = steps === 1 ? String(from + 1) : `${from + 1}-${from + steps}`;
  return `  ${numbers.padStart(7)}  ${text}`;
}

/** One step with the first change that matters; how many others there are is said. */
function stepLine(step: TraceStep, at: number, reads: readonly string[], s: Style): string {
  const telling = touches(step, reads);
  const [change, ...more] = telling.length > 0 ? telling : step.changes;
  const effect = change
    ? `  ${s.dim(change.cell)} ${change.from} -> ${s.yellow(change.to)}${more.length > 0 ? s.dim(` (+${more.length})`) : ''}`
    : '';
  const result = hasFailed(step) ? s.red(step.result) : step.result;
  return `  ${String(at + 1).padStart(7)}    ${step.actor}  ${step.action}(${step.args}) -> ${result}${effect}`;
}
