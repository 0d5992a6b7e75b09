import type { Layout, Cells } from './layout.js';

const REGISTERS = ['err', 'saved', 'gsi', 'irq', 'pirq', 'flag'] as const;

/**
 * The local variables of a thread's procedures. They are part of the state, so that a thread can be interrupted anywhere,
 * and are zeroed when their value is dead, so that equal states are equal. `gsi`, `irq` and `pirq` hold dense index + 1,
 * 0 meaning "none".
 */
export class Registers {
  private readonly cells: Cells;

  constructor(layout: Layout, thread: string) {
    this.cells = layout.field(`thread.${thread}`, 'registers', { by: [REGISTERS], min: -128, max: 127 });
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
