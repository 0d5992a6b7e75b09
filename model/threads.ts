import { chosen, type Code } from './code.js';
import { ThreadProgram, type ChoiceWatch, type CompiledOperation } from './compile.js';
import { CompiledSystem } from './execute.js';
import { fuse } from './fuse.js';
import { InputError } from './input-error.js';
import type { Cells, Layout, Recorder } from './layout.js';
import { ANY_REGISTERS, Registers, type RegisterRanges } from './registers.js';
import type { Built, Move } from './system.js';

/** What a procedure is compiled for: the model, and the thread that runs it with its local variables. */
export interface Context<M> {
  readonly m: M;
  readonly r: Registers;
  readonly thread: number;
  /** Index of another thread, by name. */
  threadNamed(name: string): number;
}

/** How a system is built. */
export interface BuildOptions {
  /** Groups the selected properties read; steps that write them are never fused. Omitted: nothing is fused. */
  readonly visible?: readonly string[];
  /** Debug build: reports every access to the state. */
  readonly recorder?: Recorder;
  /** Is told which parts of the programs depend on the design, and which of them are reached. */
  readonly choices?: ChoiceWatch;
}

/** How a collection of threads becomes a system. */
export interface Assembly extends Pick<BuildOptions, 'visible'> {
  /** Its first cell is not 0 once the machine has stopped for good. */
  readonly halted: Cells;
  /** Timed waits may give up at any time. */
  readonly earlyTimeouts: boolean;
  /** The scenario's name, for what is wrong with its `given:` part. */
  readonly scenario: string;
  /** Writes the state in which the machine comes up. */
  setInitialState(): void;
}

/** The thread that runs alone before the others. */
export const GIVEN = 'given';

/** Most steps a `given:` part may take before it is taken for one that never ends. */
const LONGEST_PROLOGUE = 10_000;

/** Collects the threads of a system over one layout, then compiles them. The same for every model. */
export class Threads<M> {
  private readonly parts: { name: string; context: Context<M>; compile: () => ThreadProgram }[] = [];
  private readonly results: Cells[] = [];

  /** `registers`: the ranges of the threads' local variables in this model. */
  constructor(
    private readonly layout: Layout,
    private readonly model: M,
    private readonly registers: RegisterRanges = ANY_REGISTERS,
    private readonly choices?: ChoiceWatch,
  ) {}

  private context(name: string): Context<M> {
    return {
      m: this.model,
      r: new Registers(this.layout, name, this.registers),
      thread: this.parts.length,
      threadNamed: (other) => this.parts.findIndex((p) => p.name === other),
    };
  }

  /** A script of `count` operations, compiled once all threads are known. */
  addScript(name: string, count: number, compile: (c: Context<M>) => readonly CompiledOperation[]): void {
    const context = this.context(name);
    const results = this.layout.field(`thread.${name}`, 'results', {
      by: [Array.from({ length: count }, (_, i) => String(i + 1))],
      min: -128,
      max: 1,
    });
    this.results.push(results);
    this.parts.push({
      name,
      context,
      compile: () =>
        ThreadProgram.script(
          name,
          context.r,
          compile(context),
          (operation, err) => CompiledSystem.storeResult(results, operation, err),
          this.choices,
        ),
    });
  }

  /** A daemon: code that never ends (`forever`). */
  addDaemon(name: string, code: (c: Context<M>) => Code): void {
    const context = this.context(name);
    this.results.push(new Int8Array(0));
    const whole = chosen(() => code(context));
    this.parts.push({
      name,
      context,
      compile: () => ThreadProgram.daemon(name, context.r, whole, this.choices),
    });
  }

  /** Compiles everything into a system that has run its `given:` part. Throws InputError where that part never ends. */
  build({ halted, earlyTimeouts, visible, scenario, setInitialState }: Assembly): Built<M> {
    const { layout, parts } = this;
    const programs = parts.map((p) => p.compile());
    if (visible) fuse(programs, visible);
    const names = parts.map((p) => p.name);
    const pcs = layout.field('thread', 'pc', {
      by: [names, ['low', 'high']],
      max: 255,
      ranges: programs.flatMap(({ instructions: { length } }) => [
        [0, Math.min(length, 255)],
        [0, length >> 8],
      ]),
    });
    let prologue: Built['prologue'] = { start: layout.buffer.slice(), moves: [] };
    const system = new CompiledSystem(
      layout,
      programs,
      pcs,
      this.results,
      parts.map((p) => () => p.context.r.clear()),
      halted,
      earlyTimeouts,
      (s) => {
        setInitialState();
        const start = s.state.slice();
        prologue = { start, moves: names.includes(GIVEN) ? runPrologue(s, scenario) : [] };
      },
    );
    return { system, model: this.model, prologue };
  }
}

/** Runs the `given:` part to its end: its own steps first, then whatever else is not hardware that repeats for ever. */
function runPrologue(s: CompiledSystem, name: string): Move[] {
  const moves: Move[] = [];
  const given = s.programs.findIndex((p) => p.thread === GIVEN);
  while (s.at(given) !== undefined) {
    const move = chooseForPrologue(s, s.moves(), given);
    if (move === undefined || moves.length >= LONGEST_PROLOGUE)
      throw new InputError(
        name,
        'the given: part cannot run to its end; is one of its waits never satisfied?',
      );
    s.fire(move.thread, move.outcome);
    moves.push(move);
  }
  return moves;
}

/**
 * The part's own moves first, then those of daemons, then the timeout of its wait: the threads that could still satisfy the
 * wait do not run yet. Hardware that may repeat for ever comes last.
 */
function chooseForPrologue(s: CompiledSystem, n: number, given: number): Move | undefined {
  let daemon: Move | undefined;
  let hardware: Move | undefined;
  for (let i = 0; i < n; i++) {
    const move = { thread: s.moveThread[i]!, outcome: s.moveOutcome[i]! };
    if (move.thread === given) return move;
    if (!s.programs[move.thread]!.daemon) continue;
    if (s.at(move.thread)!.step.recurring === true) hardware ??= move;
    else daemon ??= move;
  }
  const { step } = s.at(given)!;
  const timeout = step.timeout === undefined ? undefined : { thread: given, outcome: step.outcomes ?? 1 };
  return daemon ?? timeout ?? hardware;
}
