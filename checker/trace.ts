import type { Built } from '../model/system.js';
import { errnoName } from '../model/errno.js';
import { diff, type Change } from '../model/layout.js';
import type { Instruction, Move, StepObserver } from '../model/system.js';

/** One atomic step of a run, in words. */
export interface TraceStep {
  readonly thread: string;
  /** The script operation it belongs to; null for daemons. */
  readonly operation: string | null;
  readonly actor: string;
  /** The source's function or the hypercall. */
  readonly action: string;
  readonly args: string;
  /** `0`, a small number, or an errno name. */
  readonly result: string;
  /** What it changed, bookkeeping of threads left out. */
  readonly changes: readonly Change[];
}

/** A run of a system. */
export interface Trace {
  /** The `given:` part. */
  readonly prologue: readonly TraceStep[];
  readonly steps: readonly TraceStep[];
}

/** A path that does not fit the system it is replayed on. */
export class Divergence extends Error {
  constructor(
    /** Index of the move that is not possible. */
    readonly at: number,
    readonly possible: readonly string[],
  ) {
    super(`step ${at + 1} of the trace is not possible here`);
    this.name = 'Divergence';
  }
}

/**
 * Runs a path from the initial state and tells what happened. Leaves the system in the state the path ends in. Throws
 * Divergence at the first move that is not possible.
 */
export function replay(built: Built, path: readonly Move[]): Trace {
  const { system, prologue } = built;
  system.state.set(prologue.start);
  const recorder = new Recorder(built);
  for (const move of prologue.moves) system.fire(move.thread, move.outcome, recorder);
  const given = recorder.take();
  path.forEach((move, at) => {
    const n = system.moves();
    let possible = false;
    for (let i = 0; i < n; i++)
      if (system.moveThread[i] === move.thread && system.moveOutcome[i] === move.outcome) possible = true;
    if (!possible)
      throw new Divergence(
        at,
        Array.from({ length: n }, (_, i) => system.programs[system.moveThread[i]!]!.thread),
      );
    system.fire(move.thread, move.outcome, recorder);
  });
  return { prologue: given, steps: recorder.take() };
}

/** Writes down the steps of moves that are fired with it. */
export class Recorder implements StepObserver {
  private steps: TraceStep[] = [];
  private previous: Uint8Array;
  private args = '';

  constructor(private readonly built: Built) {
    this.previous = built.system.state.slice();
  }

  before(_thread: number, { step }: Instruction): void {
    this.previous = this.built.system.state.slice();
    this.args = typeof step.args === 'string' ? step.args : step.args();
  }

  after(thread: number, instruction: Instruction, result: number): void {
    const { system } = this.built;
    const program = system.programs[thread]!;
    const changes = diff(system.fields, this.previous, system.state).filter(
      (c) => !c.cell.startsWith('thread'),
    );
    this.steps.push({
      thread: program.thread,
      operation: program.operations[instruction.operation]?.text ?? null,
      actor: instruction.step.actor,
      action: instruction.step.fn,
      args: this.args,
      result: errnoName(result),
      changes,
    });
  }

  take(): TraceStep[] {
    const taken = this.steps;
    this.steps = [];
    return taken;
  }
}
