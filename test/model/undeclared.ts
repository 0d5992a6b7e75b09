import type { Recorder } from '../../model/layout.js';
import type { Instruction, StepObserver, System } from '../../model/system.js';

class Accesses implements Recorder {
  readonly reads = new Set<string>();
  readonly writes = new Set<string>();
  read(group: string, instance: number): void {
    this.reads.add(`${group}:${instance}`);
  }
  write(group: string, instance: number): void {
    this.writes.add(`${group}:${instance}`);
  }
  clear(): void {
    this.reads.clear();
    this.writes.clear();
  }
}

const covered = (access: string, declared: readonly string[]): boolean =>
  declared.includes(access) || declared.includes(access.split(':')[0]!);

/** What a step may touch besides its declaration: its own thread's cells, and the bookkeeping of the engine. */
const bookkeeping = (access: string, thread: string): boolean =>
  access.startsWith('thread:') || access.split(':').slice(0, -1).join(':') === `thread.${thread}`;

const WALKS = 6;
const LENGTH = 250;

/** Walks through a system at random and returns what its steps touched without declaring it. */
export function undeclared(
  build: (recorder: Recorder) => { readonly system: System },
  prepare?: (s: System) => void,
): { wrong: string[]; steps: number } {
  const wrong = new Set<string>();
  let steps = 0;
  const accesses = new Accesses();
  const { system } = build(accesses);
  prepare?.(system);
  const check = ({ step }: Instruction, thread: string): void => {
    const may = [...step.reads, ...step.writes];
    for (const r of accesses.reads)
      if (!bookkeeping(r, thread) && !covered(r, may)) wrong.add(`${step.actor} ${step.fn} reads ${r}`);
    for (const w of accesses.writes)
      if (!bookkeeping(w, thread) && !covered(w, step.writes))
        wrong.add(`${step.actor} ${step.fn} writes ${w}`);
  };
  const observer: StepObserver = {
    before: () => accesses.clear(),
    after: (thread, instruction) => {
      steps++;
      if (instruction.step.stops === undefined) check(instruction, system.programs[thread]!.thread);
    },
  };
  let seed = 12345;
  const next = (n: number): number => {
    seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff;
    return (seed >> 8) % n;
  };
  for (let walk = 0; walk < WALKS; walk++) {
    system.state.set(system.initial);
    for (let i = 0; i < LENGTH; i++) {
      const n = system.moves();
      if (n === 0) break;
      const move = next(n);
      const thread = system.moveThread[move]!;
      const instruction = system.at(thread)!;
      accesses.clear();
      instruction.step.enabled?.();
      check(instruction, system.programs[thread]!.thread);
      system.fire(thread, system.moveOutcome[move]!, observer);
    }
  }
  return { wrong: [...wrong], steps };
}
