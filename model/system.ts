import type { Dev, Dom } from './numbers.js';
import type { Field } from './layout.js';

/**
 * The vocabulary of pirqcheck. Read this page first.
 *
 * A **System** is a topology x a design x scripts, compiled once into one flat program per thread. Its **state** is a
 * buffer of bytes that the rules see as named views (`layout.ts`). A **Step** is the smallest thing that happens
 * undivided: one hypercall, one lock section, one register write. A **Procedure** (`code.ts`) is what one operation does:
 * steps in the order of the real code, with what each caller does about errors. A **Script** is what one person or
 * program does: operations one after another in one **thread**. Threads interleave between any two steps.
 *
 * Engines see only this: which moves are possible in the working state, fire one, look at the bytes.
 */

/** Who acts; the lane of a step in a report. */
export type Actor = 'linux' | 'pciback' | 'xen' | 'qemu' | 'libxl' | 'guest' | 'hardware';

/** What a step does, who does it, and what it may touch. `run` returns 0 or more, or a negative errno. */
export interface Step {
  readonly actor: Actor;
  /** The source's name: `PHYSDEVOP_map_pirq`, `pcistub_seize`. */
  readonly fn: string;
  /** Arguments in words; a function where they depend on the thread's registers before the step. */
  readonly args: string | (() => string);
  /** Groups (`xen.pin`) or instances of groups (`xen.pin:2`) the step may read, besides those it may write. */
  readonly reads: readonly string[];
  /** Groups or instances the step may write. */
  readonly writes: readonly string[];
  /** A wait or a lock: the step is possible only while this holds. Reads only what the step declares. */
  readonly enabled?: (() => boolean) | undefined;
  /** The errno a timed wait ends with. It fires only where nothing but recurring steps can happen. */
  readonly timeout?: number | undefined;
  /** Number of outcomes the environment may choose from; 1 when omitted. */
  readonly outcomes?: number | undefined;
  /** How many of them there are just now, from 1 on; all when omitted. Reads only what the step declares. */
  readonly choices?: (() => number) | undefined;
  /** Hardware that may repeat for ever (delivery of an asserted line); it does not hold up timeouts. */
  readonly recurring?: boolean | undefined;
  /**
   * The thread of this name dies with this step, or all whose names begin so if it ends in a space: daemons wait for work
   * anew, scripts end here.
   */
  readonly stops?: string | undefined;
  /** Must leave the state unchanged when it returns an errno, unless the source does not either. */
  run(outcome: number): number;
}

/** A program of one thread, as compiled. The program counter of a thread is an index into `instructions`. */
export interface Program {
  readonly thread: string;
  readonly instructions: readonly Instruction[];
  /** The script operations of the thread, in order; empty for daemons. */
  readonly operations: readonly Operation[];
  /** Daemons never end, and being idle is not being stuck. */
  readonly daemon: boolean;
}

/** A step at its place in a program. */
export interface Instruction {
  /** Its program counter. */
  readonly index: number;
  readonly step: Step;
  /** Index of the script operation it belongs to; -1 in a daemon. */
  readonly operation: number;
  /** Devices and domains on which a procedure is in flight while the thread stands before this step. */
  readonly busy: Involved;
  /** Runs on into the next step without a chance for others: nobody else can see the difference. */
  fused: boolean;
}

/** Bit masks over the system's devices and domains. */
export interface Involved {
  readonly devices: number;
  readonly domains: number;
}

/** One line of a script: `xl.attach 0000:00:02.0 dom1`. */
export interface Operation {
  readonly text: string;
  readonly verb: string;
  readonly dev: Dev | -1;
  readonly dom: Dom | -1;
}

/** A possible move: which thread, and which of its step's outcomes. The last outcome of a timed wait is its timeout. */
export interface Move {
  readonly thread: number;
  readonly outcome: number;
}

/** What every engine runs. All methods act on the working state, the bytes of `state`. */
export interface System {
  readonly programs: readonly Program[];
  readonly fields: readonly Field[];
  readonly state: Uint8Array;
  readonly words: Uint32Array;
  /** The initial state, a copy. */
  readonly initial: Uint8Array;
  /** The machine has stopped for good, as after a crash of Xen: nothing is possible any more, and nobody is stuck. */
  readonly halted: boolean;
  /** Whether that can happen here: where it cannot, the order of steps that touch different things never matters. */
  readonly canHalt: boolean;
  /** Timed waits may give up at any time, not only where nothing else can happen. */
  readonly earlyTimeouts: boolean;
  /** Moves found by the last `moves()`. */
  readonly moveThread: Uint8Array;
  readonly moveOutcome: Uint8Array;
  /** Finds the possible moves in deterministic order and returns their number. */
  moves(): number;
  /** Fires a move that `moves()` found. `onStep` sees each atomic step (several when fused) before it runs and what it returned. */
  fire(thread: number, outcome: number, onStep?: StepObserver): void;
  /** The last atomic step of the last move; the only one of a fused move that a property can see. */
  readonly last: Instruction;
  /** The thread stands before this instruction; undefined at the end of its program. */
  at(thread: number): Instruction | undefined;
  /** Error of a finished script operation: 0 or negative; undefined while it has not ended, or never will. */
  result(thread: number, operation: number): number | undefined;
  /** Devices and domains on which some thread has a procedure in flight. */
  busy(): Involved;
  /** Throws RangeError naming the first field outside its declared range. */
  checkRanges(): void;
}

/** A compiled system with the model `M` its rules and properties look at. Engines need not know which. */
export interface Built<M = unknown> {
  readonly system: System;
  readonly model: M;
  /** The moves the `given:` part took, from the state in which the machine came up. */
  readonly prologue: { readonly start: Uint8Array; readonly moves: readonly Move[] };
}

export interface StepObserver {
  before(thread: number, instruction: Instruction): void;
  after(thread: number, instruction: Instruction, result: number): void;
}
