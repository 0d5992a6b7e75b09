import type { Layout, Cells, Range } from './layout.js';

const REGISTERS = ['err', 'saved', 'gsi', 'irq', 'pirq', 'flag'] as const;

/** The largest value of each local variable of a model's threads; 0 where the model has no use for it. */
export interface RegisterRanges {
  /** Steps may fail: an errno can be pending. */
  readonly errors: boolean;
  readonly gsi: number;
  readonly irq: number;
  readonly pirq: number;
  readonly flag: number;
}

/** Whatever a cell can hold. */
export const ANY_REGISTERS: RegisterRanges = { errors: true, gsi: 127, irq: 127, pirq: 127, flag: 127 };

/**
 * The local variables of a thread's procedures. They are part of the state, so that a thread can be interrupted anywhere,
 * and are zeroed when their value is dead, so that equal states are equal. `gsi`, `irq` and `pirq` hold dense index + 1,
 * 0 meaning "none".
 */
export class Registers {
  private readonly cells: Cells;

  constructor(layout: Layout, thread: string, { errors, gsi, irq, pirq, flag }: RegisterRanges) {
    const error: Range = errors ? [-128, 0] : [0, 0];
    this.cells = layout.field(`thread.${thread}`, 'registers', {
      by: [REGISTERS],
      min: -128,
      max: 127,
      ranges: [error, error, [0, gsi], [0, irq], [0, pirq], [0, flag]],
    });
  }

  /** Pending error of the procedure: 0 or a negative errno. */
  get err(): number {
    return this.cells[0]!;
  }
  set err(v: number) {
    this.cells[0] = v;
  }
  /** The error that an unwinding procedure will return after its clean-up. */
  get saved(): number {
    return this.cells[1]!;
  }
  set saved(v: number) {
    this.cells[1] = v;
  }
  get gsi(): number {
    return this.cells[2]!;
  }
  set gsi(v: number) {
    this.cells[2] = v;
  }
  get irq(): number {
    return this.cells[3]!;
  }
  set irq(v: number) {
    this.cells[3] = v;
  }
  get pirq(): number {
    return this.cells[4]!;
  }
  set pirq(v: number) {
    this.cells[4] = v;
  }
  /** A small fact one step learned and a later one branches on. */
  get flag(): number {
    return this.cells[5]!;
  }
  set flag(v: number) {
    this.cells[5] = v;
  }

  /** Forgets everything: called where all values are dead, at the end of each script operation. */
  clear(): void {
    for (let i = 0; i < REGISTERS.length; i++) this.cells[i] = 0;
  }
}
