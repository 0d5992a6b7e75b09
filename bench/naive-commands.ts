import fc from 'fast-check';
import type { Built } from '../model/system.js';
import { VIOLATED, type Check, type Property } from '../properties/property.js';

/** What a `fc.commands` model keeps: here only how many steps ran, the state is the system's own. */
interface Counter {
  steps: number;
}

/** "Thread t takes outcome o", as a command: possible if the thread can move, judged by all properties after it ran. */
class ThreadMoves implements fc.Command<Counter, Built> {
  constructor(
    private readonly built: Built,
    private readonly checks: readonly Check[],
    private readonly thread: number,
  ) {}

  check(): boolean {
    const { system } = this.built;
    const n = system.moves();
    for (let i = 0; i < n; i++) if (system.moveThread[i] === this.thread) return true;
    return false;
  }

  run(model: Counter, { system }: Built): void {
    const instruction = system.at(this.thread)!;
    for (const c of this.checks) c.before?.();
    system.fire(this.thread, 0);
    model.steps++;
    for (const c of this.checks)
      if (c.after?.(this.thread, instruction) === VIOLATED || c.state?.(system.busy()) === VIOLATED)
        throw new Error(c.witness());
  }

  toString(): string {
    return this.built.system.programs[this.thread]!.thread;
  }
}

/** The usual way of model-based testing with fast-check, on our system. Returns the steps that `runs` runs took. */
export function naiveCommands(
  built: Built,
  properties: readonly Property[],
  runs: number,
  maxCommands: number,
): number {
  const checks = properties.filter((p) => p.kind !== 'at-rest').map((p) => p.on(built));
  const commands = built.system.programs.map((_, t) => fc.constant(new ThreadMoves(built, checks, t)));
  let steps = 0;
  fc.assert(
    fc.property(fc.commands(commands, { maxCommands, size: 'max' }), (list) => {
      built.system.state.set(built.system.initial);
      const model = { steps: 0 };
      fc.modelRun(() => ({ model, real: built }), list);
      steps += model.steps;
    }),
    { numRuns: runs, seed: 1, endOnFailure: true },
  );
  return steps;
}
