import fc from 'fast-check';
import type { Built, Instruction } from '../model/system.js';
import { VIOLATED, type Check, type Property } from '../properties/property.js';

/** What a `fc.commands` model keeps: here only how many steps ran, the state is the system's own. */
interface Counter {
  steps: number;
}

/** One move as a command: possible if the thread can make it, judged by all properties after it ran. */
class Moves implements fc.Command<Counter, Built> {
  constructor(
    private readonly built: Built,
    private readonly checks: readonly Check[],
    private readonly thread: number,
    private readonly outcome: number,
    /** Only from this instruction; from wherever the thread stands where it is left out. */
    private readonly rule?: Instruction,
  ) {}

  check(): boolean {
    const { system } = this.built;
    if (this.rule && system.at(this.thread) !== this.rule) return false;
    const n = system.moves();
    for (let i = 0; i < n; i++)
      if (system.moveThread[i] === this.thread && system.moveOutcome[i] === this.outcome) return true;
    return false;
  }

  run(model: Counter, { system }: Built): void {
    const instruction = system.at(this.thread)!;
    for (const c of this.checks) c.before?.();
    system.fire(this.thread, this.outcome);
    model.steps++;
    for (const c of this.checks)
      if (c.after?.(this.thread, instruction) === VIOLATED || c.state?.(system.busy()) === VIOLATED)
        throw new Error(c.witness());
  }

  toString(): string {
    return this.built.system.programs[this.thread]!.thread;
  }
}

/**
 * What the commands are: `rules`, the usual way, one for each thing that can happen, which is skipped where it cannot; or
 * `threads`, fewer and rarely skipped.
 */
export type Commands = 'rules' | 'threads';

/** The usual way of model-based testing with fast-check, on our system: does so many runs, and returns the steps they took. */
export function naiveCommands(
  built: Built,
  properties: readonly Property[],
  kind: Commands,
  maxCommands: number,
): (runs: number) => number {
  const checks = properties.filter((p) => p.kind !== 'at-rest').map((p) => p.on(built));
  const commands = commandsOf(built, checks, kind).map((c) => fc.constant(c));
  let steps = 0;
  const property = fc.property(fc.commands(commands, { maxCommands, size: 'max' }), (list) => {
    built.system.state.set(built.system.initial);
    const model = { steps: 0 };
    fc.modelRun(() => ({ model, real: built }), list);
    steps += model.steps;
  });
  return (runs) => {
    const before = steps;
    fc.assert(property, { numRuns: runs, seed: 1, endOnFailure: true });
    return steps - before;
  };
}

function commandsOf(built: Built, checks: readonly Check[], kind: Commands): Moves[] {
  return built.system.programs.flatMap((p, thread) => {
    if (kind === 'threads') return new Moves(built, checks, thread, 0);
    return p.instructions.flatMap((rule) =>
      Array.from({ length: rule.step.outcomes ?? 1 }, (_, o) => new Moves(built, checks, thread, o, rule)),
    );
  });
}
