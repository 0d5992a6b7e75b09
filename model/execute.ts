import type { Cells, Field, Layout } from './layout.js';
import type { ThreadProgram } from './compile.js';
import type { Instruction, Involved, StepObserver, System } from './system.js';

/** Results of script operations in the state: 0 while they have not ended. */
const ENDED_WELL = 1;

/** A compiled system: the programs, their program counters in the state, and the one way to move. */
export class CompiledSystem implements System {
  readonly fields: readonly Field[];
  readonly state: Uint8Array;
  readonly words: Uint32Array;
  readonly initial: Uint8Array;
  readonly moveThread: Uint8Array;
  readonly moveOutcome: Uint8Array;
  last: Instruction;
  /** The instructions of all programs, with the end of each as undefined; where each program begins; which run straight on. */
  private readonly listed: readonly (Instruction | undefined)[];
  private readonly first: Int32Array;
  private readonly straight: Uint8Array;
  /** Some program counter needs its high byte. */
  private readonly wide: boolean;
  /** The threads that ever have a procedure in flight: masks of devices and domains per program counter, the end included. */
  private readonly workers: readonly { thread: number; masks: Uint32Array }[];
  private readonly involved: { devices: number; domains: number } = { devices: 0, domains: 0 };

  constructor(
    private readonly layout: Layout,
    readonly programs: readonly ThreadProgram[],
    /** Program counters, low and high byte per thread. */
    private readonly pcs: Cells,
    private readonly results: readonly Cells[],
    private readonly clearRegisters: readonly (() => void)[],
    /** Its first cell is not 0 once the machine has stopped for good. */
    private readonly crashed: Cells,
    readonly earlyTimeouts: boolean,
    start: (system: CompiledSystem) => void,
  ) {
    this.listed = programs.flatMap((p) => [...p.instructions, undefined]);
    let place = 0;
    this.first = Int32Array.from(
      programs,
      (p) => (place += p.instructions.length + 1) - p.instructions.length - 1,
    );
    this.straight = Uint8Array.from(
      programs.flatMap((p) => [...p.followedByStep, false]),
      Number,
    );
    this.wide = programs.some((p) => p.instructions.length > 255);
    this.workers = programs.flatMap((p, thread) => {
      const masks = new Uint32Array(2 * (p.instructions.length + 1));
      p.instructions.forEach((i) => masks.set([i.busy.devices, i.busy.domains], 2 * i.index));
      return masks.some((m) => m !== 0) ? [{ thread, masks }] : [];
    });
    this.fields = layout.fields;
    this.state = layout.buffer;
    this.words = layout.words;
    const mostMoves = programs.reduce(
      (n, p) => n + Math.max(1, ...p.instructions.map((i) => (i.step.outcomes ?? 1) + 1)),
      0,
    );
    this.moveThread = new Uint8Array(mostMoves);
    this.moveOutcome = new Uint8Array(mostMoves);
    programs.forEach((p, thread) => this.setPc(thread, p.start()));
    this.last = programs.find((p) => p.instructions.length > 0)!.instructions[0]!;
    start(this);
    this.initial = this.state.slice();
  }

  get canHalt(): boolean {
    return this.crashed.buffer === this.state.buffer;
  }

  get halted(): boolean {
    return this.crashed[0] !== 0;
  }

  moves(): number {
    if (this.halted) return 0;
    let n = 0;
    let progress = false;
    let timed = false;
    for (let thread = 0; thread < this.programs.length; thread++) {
      const instruction = this.at(thread);
      if (instruction === undefined) continue;
      const { enabled, outcomes, choices, timeout, recurring } = instruction.step;
      if (enabled !== undefined && !enabled()) {
        if (timeout !== undefined) timed = true;
        continue;
      }
      if (recurring !== true) progress = true;
      const possible = choices === undefined ? (outcomes ?? 1) : choices();
      for (let o = 0; o < possible; o++) {
        this.moveThread[n] = thread;
        this.moveOutcome[n++] = o;
      }
    }
    return timed && (!progress || this.earlyTimeouts) ? this.addTimeouts(n) : n;
  }

  private addTimeouts(from: number): number {
    let n = from;
    for (let thread = 0; thread < this.programs.length; thread++) {
      const step = this.programs[thread]!.instructions[this.pc(thread)]?.step;
      if (step?.timeout === undefined || step.enabled!()) continue;
      this.moveThread[n] = thread;
      this.moveOutcome[n++] = step.outcomes ?? 1;
    }
    return n;
  }

  fire(thread: number, outcome: number, onStep?: StepObserver): void {
    const first = this.first[thread]!;
    let pc = this.pc(thread);
    let instruction = this.listed[first + pc]!;
    for (let chosen = outcome; ; chosen = 0) {
      const { step } = instruction;
      onStep?.before(thread, instruction);
      const timedOut = step.timeout !== undefined && chosen === (step.outcomes ?? 1);
      const result = timedOut ? step.timeout! : step.run(chosen);
      pc = result >= 0 && this.straight[first + pc] !== 0 ? pc + 1 : this.programs[thread]!.next(pc, result);
      if (step.stops !== undefined) this.stop(step.stops);
      onStep?.after(thread, instruction, result);
      this.last = instruction;
      if (!instruction.fused) break;
      const next = this.listed[first + pc];
      if (!this.runsOn(instruction, next)) break;
      instruction = next;
    }
    this.setPc(thread, pc);
  }

  /** May a fused step's successor be taken in the same move? Not across operations, waits or choices. */
  private runsOn(from: Instruction, to: Instruction | undefined): to is Instruction {
    return (
      to !== undefined &&
      to.operation === from.operation &&
      to.busy === from.busy &&
      (to.step.outcomes ?? 1) === 1 &&
      (to.step.enabled === undefined || to.step.enabled())
    );
  }

  private stop(threads: string): void {
    this.programs.forEach((p, i) => {
      if (threads.endsWith(' ') ? !p.thread.startsWith(threads) : p.thread !== threads) return;
      this.clearRegisters[i]!();
      this.setPc(i, p.daemon ? 0 : p.instructions.length);
    });
  }

  at(thread: number): Instruction | undefined {
    return this.listed[this.first[thread]! + this.pc(thread)];
  }

  result(thread: number, operation: number): number | undefined {
    const r = this.results[thread]![operation]!;
    return r === 0 ? undefined : r === ENDED_WELL ? 0 : r;
  }

  /** Stores how an operation ended; called by the programs. */
  static storeResult(results: Cells, operation: number, err: number): void {
    results[operation] = err === 0 ? ENDED_WELL : err;
  }

  busy(): Involved {
    let devices = 0;
    let domains = 0;
    for (const { thread, masks } of this.workers) {
      const at = 2 * this.pc(thread);
      devices |= masks[at]!;
      domains |= masks[at + 1]!;
    }
    this.involved.devices = devices;
    this.involved.domains = domains;
    return this.involved;
  }

  checkRanges(): void {
    this.layout.checkRanges();
  }

  private pc(thread: number): number {
    return this.wide ? this.pcs[2 * thread]! | (this.pcs[2 * thread + 1]! << 8) : this.pcs[2 * thread]!;
  }

  private setPc(thread: number, pc: number): void {
    this.pcs[2 * thread] = pc & 0xff;
    if (this.wide) this.pcs[2 * thread + 1] = pc >> 8;
  }
}
