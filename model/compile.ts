import type { Code } from './code.js';
import type { Instruction, Involved, Operation, Program, Step } from './system.js';
import type { Registers } from './registers.js';

/** Kinds of bookkeeping between two steps of a thread. */
const enum Do {
  /** Stops before instruction `number`; its error goes on at `to`. */
  STEP,
  GOTO,
  /** Goes on at `to` unless `test`. */
  UNLESS,
  /** Goes on at `to` if `test`. */
  IF,
  /** Errno `number`, and on at `to`. */
  FAIL,
  CLEAR,
  LOCAL,
  /** Goes on at `to` with errors that are not among `errnos`. */
  RETHROW_UNLESS,
  SAVE,
  RESTORE,
  /** The end of operation `number`. */
  END_OPERATION,
  END,
}

/** Bookkeeping takes no time and touches only the thread's own cells. All of one shape: it is walked on every step. */
interface Op {
  readonly what: Do;
  to: number;
  readonly number: number;
  readonly test: () => boolean;
  readonly run: () => void;
  readonly errnos: readonly number[];
}

/** Wants to know on which choices of the design a run depends: on those looked at for the parts that it reaches. */
export interface ChoiceWatch {
  /** Writes a part of a program; returns what is to be called whenever a thread gets there. */
  writing<T>(write: () => T): { readonly written: T; readonly reached: () => void };
}

const NEVER = (): boolean => false;
const NOTHING = (): void => {};

const op = (what: Do, more: Partial<Omit<Op, 'what'>> = {}): Op => ({
  what,
  to: more.to ?? -1,
  number: more.number ?? -1,
  test: more.test ?? NEVER,
  run: more.run ?? NOTHING,
  errnos: more.errnos ?? [],
});

/** A script operation with the procedure it stands for. */
export interface CompiledOperation extends Operation {
  readonly code: Code;
  readonly busy: Involved;
}

const NOBODY: Involved = { devices: 0, domains: 0 };
const NO_RESULT = (): void => {};

/** One thread's program with the small interpreter that moves from step to step. */
export class ThreadProgram implements Program {
  readonly instructions: Instruction[] = [];
  readonly operations: readonly Operation[];
  readonly daemon: boolean;
  private readonly ops: Op[] = [];
  private readonly pending: (() => void)[] = [];
  /** Place of each instruction among the ops. */
  private readonly placeOf: number[] = [];
  /** For each instruction: does the next follow without any bookkeeping in between? */
  readonly followedByStep: readonly boolean[];

  private constructor(
    readonly thread: string,
    private readonly registers: Registers,
    private readonly setResult: (operation: number, err: number) => void,
    private readonly choices: ChoiceWatch | undefined,
    body: readonly CompiledOperation[] | Code,
  ) {
    this.daemon = !Array.isArray(body);
    this.operations = Array.isArray(body) ? (body as readonly CompiledOperation[]) : [];
    if (Array.isArray(body)) this.compileScript(body as readonly CompiledOperation[]);
    else this.emit(body as Code, { operation: -1, busy: NOBODY, first: false }, () => 0);
    this.ops.push(op(Do.END));
    for (const resolve of this.pending) resolve();
    this.followedByStep = this.placeOf.map((place) => this.ops[place + 1]!.what === Do.STEP);
  }

  /** A script: operations one after another; `setResult` stores the error each one ends with. */
  static script(
    thread: string,
    registers: Registers,
    operations: readonly CompiledOperation[],
    setResult: (operation: number, err: number) => void,
    choices?: ChoiceWatch,
  ): ThreadProgram {
    return new ThreadProgram(thread, registers, setResult, choices, operations);
  }

  /** A daemon: code that never ends (`forever`). */
  static daemon(thread: string, registers: Registers, code: Code, choices?: ChoiceWatch): ThreadProgram {
    return new ThreadProgram(thread, registers, NO_RESULT, choices, code);
  }

  /** The program counter of a thread that has done nothing yet. */
  start(): number {
    return this.settle(0);
  }

  /** The program counter after the step at `pc` returned `result`. */
  next(pc: number, result: number): number {
    const place = this.placeOf[pc]!;
    if (result >= 0) return this.settle(place + 1);
    this.registers.err = result;
    return this.settle(this.ops[place]!.to);
  }

  /** Runs bookkeeping from an op on until a step, whose index is the program counter, or the end. */
  private settle(from: number): number {
    const { ops, registers: r } = this;
    for (let i = from; ;) {
      const o = ops[i]!;
      switch (o.what) {
        case Do.STEP:
          return o.number;
        case Do.END:
          return this.instructions.length;
        case Do.GOTO:
          i = o.to;
          break;
        case Do.UNLESS:
          i = o.test() ? i + 1 : o.to;
          break;
        case Do.IF:
          i = o.test() ? o.to : i + 1;
          break;
        case Do.FAIL:
          r.err = o.number;
          i = o.to;
          break;
        case Do.LOCAL:
          o.run();
          i++;
          break;
        case Do.CLEAR:
          r.err = 0;
          i++;
          break;
        case Do.RETHROW_UNLESS:
          if (o.errnos.includes(r.err)) {
            r.err = 0;
            i++;
          } else i = o.to;
          break;
        case Do.SAVE:
          r.saved = r.err;
          r.err = 0;
          i++;
          break;
        case Do.RESTORE:
          r.err = r.saved;
          r.saved = 0;
          i = o.to;
          break;
        case Do.END_OPERATION:
          if (o.number >= 0) this.setResult(o.number, r.err);
          r.clear();
          i++;
          break;
      }
    }
  }

  private compileScript(operations: readonly CompiledOperation[]): void {
    operations.forEach((o, operation) => {
      const context = { operation, busy: o.busy, first: true };
      const end = this.hole();
      this.emit(o.code, context, end.place);
      end.fill(this.ops.length);
      this.ops.push(op(Do.END_OPERATION, { number: operation }));
    });
  }

  /** A place not yet known, patched when it is. */
  private hole(): { place: () => number; fill: (to: number) => void } {
    let to = -1;
    return { place: () => to, fill: (t) => (to = t) };
  }

  /** Appends an op; a jump whose target is not known yet is patched at the end. */
  private push(next: Op, to?: () => number): void {
    this.ops.push(next);
    if (to) this.pending.push(() => (next.to = to()));
  }

  private emit(code: Code, context: Context, onError: () => number): void {
    switch (code.kind) {
      case 'step':
        this.emitStep(code.step, context, onError);
        return;
      case 'seq':
        for (const part of code.body) this.emit(part, context, onError);
        return;
      case 'when': {
        const otherwise = this.hole();
        const end = this.hole();
        this.push(op(Do.UNLESS, { test: code.test }), otherwise.place);
        this.emit(code.then, context, onError);
        this.push(op(Do.GOTO), end.place);
        otherwise.fill(this.ops.length);
        this.emit(code.otherwise, context, onError);
        end.fill(this.ops.length);
        return;
      }
      case 'ignoring': {
        const end = this.hole();
        this.emit(code.body, context, end.place);
        end.fill(this.ops.length);
        this.push(op(Do.CLEAR));
        return;
      }
      case 'tolerating': {
        const handler = this.hole();
        const end = this.hole();
        this.emit(code.body, context, handler.place);
        this.push(op(Do.GOTO), end.place);
        handler.fill(this.ops.length);
        this.push(op(Do.RETHROW_UNLESS, { errnos: code.errnos }), onError);
        end.fill(this.ops.length);
        return;
      }
      case 'local':
        this.push(op(Do.LOCAL, { run: code.run }));
        return;
      case 'chosen': {
        const part = this.choices?.writing(code.write);
        if (part) this.push(op(Do.LOCAL, { run: part.reached }));
        this.emit(part?.written ?? code.write(), context, onError);
        return;
      }
      case 'until': {
        const end = this.hole();
        const again = this.ops.length;
        this.push(op(Do.IF, { test: code.done }), end.place);
        this.emit(code.body, context, onError);
        this.push(op(Do.GOTO, { to: again }));
        end.fill(this.ops.length);
        return;
      }
      case 'unwinding': {
        const handler = this.hole();
        const done = this.hole();
        const end = this.hole();
        this.emit(code.body, context, handler.place);
        this.push(op(Do.GOTO), end.place);
        handler.fill(this.ops.length);
        this.push(op(Do.SAVE));
        this.emit(code.cleanup, context, done.place);
        done.fill(this.ops.length);
        this.push(op(Do.RESTORE), onError);
        end.fill(this.ops.length);
        return;
      }
      case 'during': {
        const inner = { operation: context.operation, busy: code.busy, first: true };
        this.emit(code.body, inner, onError);
        return;
      }
      case 'failing':
        this.push(op(Do.FAIL, { number: code.errno }), onError);
        return;
      case 'forever': {
        const again = this.ops.length;
        const round = this.hole();
        this.emit(code.body, context, round.place);
        round.fill(this.ops.length);
        this.push(op(Do.END_OPERATION));
        this.push(op(Do.GOTO, { to: again }));
        return;
      }
    }
  }

  private emitStep(declared: Step, context: Context, onError: () => number): void {
    const instruction: Instruction = {
      index: this.instructions.length,
      step: uniform(declared),
      operation: context.operation,
      busy: context.first ? NOBODY : context.busy,
      fused: false,
    };
    context.first = false;
    this.placeOf.push(this.ops.length);
    this.push(op(Do.STEP, { number: this.instructions.length }), onError);
    this.instructions.push(instruction);
  }
}

/** The same step as an object of the shape that all have: engines look at them all the time. */
const uniform = (s: Step): Step => ({
  actor: s.actor,
  fn: s.fn,
  args: s.args,
  reads: s.reads,
  writes: s.writes,
  enabled: s.enabled,
  timeout: s.timeout,
  outcomes: s.outcomes,
  choices: s.choices,
  recurring: s.recurring,
  stops: s.stops,
  run: s.run,
});

interface Context {
  readonly operation: number;
  readonly busy: Involved;
  /** Before its first step an operation is not in flight yet. */
  first: boolean;
}
