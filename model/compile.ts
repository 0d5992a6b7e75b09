import type { Code } from './code.js';
import type { Instruction, Involved, Operation, Program, Step } from './system.js';
import type { Registers } from './registers.js';

/** Bookkeeping between two steps of a thread; takes no time and touches only the thread's own cells. */
type Op =
  | { op: 'step'; instruction: number; onError: number }
  | { op: 'goto'; to: number }
  | { op: 'unless'; test: () => boolean; to: number }
  | { op: 'fail'; errno: number; to: number }
  | { op: 'clear' }
  | { op: 'local'; run: () => void }
  | { op: 'rethrow-unless'; errnos: readonly number[]; to: number }
  | { op: 'save' }
  | { op: 'restore'; to: number }
  | { op: 'end-operation'; operation: number }
  | { op: 'end' };

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
  /** Does the next instruction follow without any bookkeeping in between? */
  private readonly followedByStep: readonly boolean[];

  private constructor(
    readonly thread: string,
    private readonly registers: Registers,
    private readonly setResult: (operation: number, err: number) => void,
    body: readonly CompiledOperation[] | Code,
  ) {
    this.daemon = !Array.isArray(body);
    this.operations = Array.isArray(body) ? (body as readonly CompiledOperation[]) : [];
    if (Array.isArray(body)) this.compileScript(body as readonly CompiledOperation[]);
    else this.emit(body as Code, { operation: -1, busy: NOBODY, first: false }, () => 0);
    this.ops.push({ op: 'end' });
    for (const resolve of this.pending) resolve();
    this.followedByStep = this.placeOf.map((place) => this.ops[place + 1]!.op === 'step');
  }

  /** A script: operations one after another; `setResult` stores the error each one ends with. */
  static script(
    thread: string,
    registers: Registers,
    operations: readonly CompiledOperation[],
    setResult: (operation: number, err: number) => void,
  ): ThreadProgram {
    return new ThreadProgram(thread, registers, setResult, operations);
  }

  /** A daemon: code that never ends (`forever`). */
  static daemon(thread: string, registers: Registers, code: Code): ThreadProgram {
    return new ThreadProgram(thread, registers, NO_RESULT, code);
  }

  /** The program counter of a thread that has done nothing yet. */
  start(): number {
    return this.settle(0);
  }

  /** The program counter after the step at `pc` returned `result`. */
  next(pc: number, result: number): number {
    if (result >= 0 && this.followedByStep[pc] === true) return pc + 1;
    const place = this.placeOf[pc]!;
    if (result >= 0) return this.settle(place + 1);
    this.registers.err = result;
    return this.settle((this.ops[place] as Op & { op: 'step' }).onError);
  }

  /** Runs bookkeeping from an op on until a step, whose index is the program counter, or the end. */
  private settle(from: number): number {
    const { ops, registers: r } = this;
    for (let i = from; ;) {
      const op = ops[i]!;
      switch (op.op) {
        case 'step':
          return op.instruction;
        case 'end':
          return this.instructions.length;
        case 'goto':
          i = op.to;
          break;
        case 'unless':
          i = op.test() ? i + 1 : op.to;
          break;
        case 'fail':
          r.err = op.errno;
          i = op.to;
          break;
        case 'local':
          op.run();
          i++;
          break;
        case 'clear':
          r.err = 0;
          i++;
          break;
        case 'rethrow-unless':
          if (op.errnos.includes(r.err)) {
            r.err = 0;
            i++;
          } else i = op.to;
          break;
        case 'save':
          r.saved = r.err;
          r.err = 0;
          i++;
          break;
        case 'restore':
          r.err = r.saved;
          r.saved = 0;
          i = op.to;
          break;
        case 'end-operation':
          if (op.operation >= 0) this.setResult(op.operation, r.err);
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
      this.ops.push({ op: 'end-operation', operation });
    });
  }

  /** A place not yet known, patched when it is. */
  private hole(): { place: () => number; fill: (to: number) => void } {
    let to = -1;
    return { place: () => to, fill: (t) => (to = t) };
  }

  /** Appends an op; a jump whose target is not known yet is patched at the end. */
  private push(op: Op, to?: () => number): void {
    this.ops.push(op);
    if (!to) return;
    this.pending.push(() => {
      if (op.op === 'step') op.onError = to();
      else (op as { to: number }).to = to();
    });
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
        this.push({ op: 'unless', test: code.test, to: -1 }, otherwise.place);
        this.emit(code.then, context, onError);
        this.push({ op: 'goto', to: -1 }, end.place);
        otherwise.fill(this.ops.length);
        this.emit(code.otherwise, context, onError);
        end.fill(this.ops.length);
        return;
      }
      case 'ignoring': {
        const end = this.hole();
        this.emit(code.body, context, end.place);
        end.fill(this.ops.length);
        this.push({ op: 'clear' });
        return;
      }
      case 'tolerating': {
        const handler = this.hole();
        const end = this.hole();
        this.emit(code.body, context, handler.place);
        this.push({ op: 'goto', to: -1 }, end.place);
        handler.fill(this.ops.length);
        this.push({ op: 'rethrow-unless', errnos: code.errnos, to: -1 }, onError);
        end.fill(this.ops.length);
        return;
      }
      case 'local':
        this.push({ op: 'local', run: code.run });
        return;
      case 'until': {
        const end = this.hole();
        const again = this.ops.length;
        this.push({ op: 'unless', test: () => !code.done(), to: -1 }, end.place);
        this.emit(code.body, context, onError);
        this.push({ op: 'goto', to: again });
        end.fill(this.ops.length);
        return;
      }
      case 'unwinding': {
        const handler = this.hole();
        const done = this.hole();
        const end = this.hole();
        this.emit(code.body, context, handler.place);
        this.push({ op: 'goto', to: -1 }, end.place);
        handler.fill(this.ops.length);
        this.push({ op: 'save' });
        this.emit(code.cleanup, context, done.place);
        done.fill(this.ops.length);
        this.push({ op: 'restore', to: -1 }, onError);
        end.fill(this.ops.length);
        return;
      }
      case 'during': {
        const inner = { operation: context.operation, busy: code.busy, first: true };
        this.emit(code.body, inner, onError);
        return;
      }
      case 'failing':
        this.push({ op: 'fail', errno: code.errno, to: -1 }, onError);
        return;
      case 'forever': {
        const again = this.ops.length;
        const round = this.hole();
        this.emit(code.body, context, round.place);
        round.fill(this.ops.length);
        this.push({ op: 'end-operation', operation: -1 });
        this.push({ op: 'goto', to: again });
        return;
      }
    }
  }

  private emitStep(step: Step, context: Context, onError: () => number): void {
    const instruction: Instruction = {
      index: this.instructions.length,
      step,
      operation: context.operation,
      busy: context.first ? NOBODY : context.busy,
      fused: false,
    };
    context.first = false;
    this.placeOf.push(this.ops.length);
    this.push({ op: 'step', instruction: this.instructions.length, onError: -1 }, onError);
    this.instructions.push(instruction);
  }
}

interface Context {
  readonly operation: number;
  readonly busy: Involved;
  /** Before its first step an operation is not in flight yet. */
  first: boolean;
}
