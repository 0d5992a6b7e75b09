import type { Built } from '../../model/system.js';
import type { Model } from '../../model/model.js';
import type { Instruction } from '../../model/system.js';

/** A step that was taken: who, what, and what it returned. */
export interface Taken {
  readonly actor: string;
  readonly fn: string;
  readonly args: string;
  readonly result: number;
}

/** Deliveries of a line that nobody serves go on for ever; a handful shows what there is to see. */
const LONGEST_TAIL = 60;

/**
 * Runs a system as one person would: one operation after the other, QEMU and the interrupt hardware whenever the script
 * waits and, after each operation, until they are quiet.
 */
export class Executor {
  private readonly thread: number;

  constructor(
    private readonly built: Built<Model>,
    thread: string,
  ) {
    this.thread = built.system.programs.findIndex((p) => p.thread === thread);
  }

  /** Runs the script to the end of operation `operation`, then everything else until it is quiet. */
  run(operation: number): Taken[] {
    const { system } = this.built;
    const taken: Taken[] = [];
    for (;;) {
      const at = system.at(this.thread);
      if (at === undefined || at.operation > operation) break;
      this.move(taken, true);
    }
    for (let tail = 0; tail < LONGEST_TAIL && this.move(taken, false); tail++);
    return taken;
  }

  private move(taken: Taken[], script: boolean): boolean {
    const { system } = this.built;
    const n = system.moves();
    const indices = Array.from({ length: n }, (_, i) => i);
    const isScript = (i: number): boolean => system.moveThread[i] === this.thread;
    const recurring = (i: number): boolean => system.at(system.moveThread[i]!)!.step.recurring === true;
    const daemons = indices.filter((i) => !isScript(i) && system.programs[system.moveThread[i]!]!.daemon);
    const pick =
      (script ? indices.find(isScript) : undefined) ?? daemons.find((i) => !recurring(i)) ?? daemons[0];
    if (pick === undefined) {
      if (script) throw new Error('the script cannot go on');
      return false;
    }
    let args = '';
    system.fire(system.moveThread[pick]!, system.moveOutcome[pick]!, {
      before: (_, { step }: Instruction) => {
        args = typeof step.args === 'string' ? step.args : step.args();
      },
      after: (_, { step }: Instruction, result: number) => {
        taken.push({ actor: step.actor, fn: step.fn, args, result });
      },
    });
    return true;
  }
}
