import type { Instruction, Step, System } from '../model/system.js';

/** Threads one word of bits can tell apart; those beyond are asked each time. */
const MOST_THREADS = 31;
const bitOf = (thread: number): number => (thread < MOST_THREADS ? 1 << thread : 0);
const groupOf = (footprint: string): string => footprint.split(':')[0]!;

/**
 * Which threads can move, for engines that follow one run: a thread that waits is not asked again before a step has written
 * something its wait reads. Tests check what steps declare; the answer is that of `System.moves`.
 */
export class ReadyThreads {
  /** Threads that were found waiting, as bits. */
  private asleep = 0;
  /** For each instruction, by its place: the threads with a wait that it may end, its own among them. */
  private readonly wakes: Int32Array;
  private readonly threads: number;
  /** The step of the thread that `next` found. */
  step: Step;

  constructor(private readonly system: System) {
    const { programs } = system;
    this.threads = programs.length;
    this.step = system.last.step;
    const readers = new Map<string, number>();
    programs.forEach((p, thread) =>
      p.instructions.forEach(({ step }) => {
        if (step.enabled === undefined) return;
        for (const group of [...step.reads, ...step.writes].map(groupOf))
          readers.set(group, (readers.get(group) ?? 0) | bitOf(thread));
      }),
    );
    const everybody = programs.reduce((all, _, thread) => all | bitOf(thread), 0);
    const wakesOf = ({ step }: Instruction, own: number): number =>
      step.stops !== undefined
        ? everybody
        : ['thread', ...step.writes].reduce((all, w) => all | (readers.get(groupOf(w)) ?? 0), bitOf(own));
    this.wakes = Int32Array.from(programs.flatMap((p, own) => p.instructions.map((i) => wakesOf(i, own))));
  }

  /** The working state is another one: nothing is known of it. */
  reset(): void {
    this.asleep = 0;
  }

  /** A thread has taken the step at a place. */
  moved(place: number): void {
    this.asleep &= ~this.wakes[place]!;
  }

  /**
   * The first thread from `from` on, in turn, that can move, or -1; -1 as well where that thread's step is one that hardware
   * may repeat for ever. Timeouts are left out.
   */
  next(from: number): number {
    const { system, threads } = this;
    if (system.halted) return -1;
    let thread = from % threads;
    for (let k = 0; k < threads; k++) {
      const bit = bitOf(thread);
      if ((this.asleep & bit) === 0) {
        const step = system.at(thread)?.step;
        if (step !== undefined && (step.enabled === undefined || step.enabled())) {
          this.step = step;
          return step.recurring === true ? -1 : thread;
        }
        this.asleep |= bit;
      }
      if (++thread === threads) thread = 0;
    }
    return -1;
  }
}
