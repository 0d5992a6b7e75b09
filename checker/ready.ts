import type { Step, System } from '../model/system.js';

/** Threads one word of bits can tell apart. */
const MOST_THREADS = 31;
/** Numbers below this are looked up. */
const LOOKED_UP = 256;

/**
 * Which threads can move, for engines that follow one run: a thread that waits is not asked again before something that its
 * waits read has changed. Tests check what steps declare; the answer is that of `System.moves`.
 */
export class ReadyThreads {
  /** For each thread: the groups and instances that its waits read; empty where there are too many threads. */
  readonly waits: readonly (readonly string[])[];
  /** Threads that were found waiting, as bits. */
  private asleep = 0;
  /** All threads, as bits; 0 where there are too many of them. */
  private readonly everybody: number;
  /** For each instruction, by its place: the threads that stand elsewhere after it. */
  private readonly moves: Int32Array;
  private readonly threads: number;
  /** Which thread a number stands for, and which of its outcomes. */
  private readonly remainders: Uint8Array;
  private readonly quotients: Uint8Array;
  /** The step of the thread that `next` found. */
  step: Step;

  constructor(private readonly system: System) {
    const { programs } = system;
    this.threads = programs.length;
    this.everybody = this.threads <= MOST_THREADS ? 2 ** this.threads - 1 : 0;
    this.waits =
      this.everybody === 0
        ? []
        : programs.map((p) =>
            p.instructions.flatMap(({ step }) =>
              step.enabled === undefined ? [] : [...step.reads, ...step.writes],
            ),
          );
    this.moves = Int32Array.from(
      programs.flatMap((p, thread) =>
        p.instructions.map(({ step }) => (step.stops === undefined ? 1 << thread : -1)),
      ),
    );
    this.remainders = Uint8Array.from({ length: LOOKED_UP }, (_, v) => v % this.threads);
    this.quotients = Uint8Array.from({ length: LOOKED_UP }, (_, v) => v / this.threads);
    this.step = system.last.step;
  }

  /** The working state is another one: nothing is known of it. */
  reset(): void {
    this.asleep = 0;
  }

  /** A thread has taken the step at a place, and changed something that the waits of these threads, as bits, read. */
  moved(place: number, concerned: number): void {
    this.asleep &= ~(this.moves[place]! | concerned);
  }

  /**
   * The first thread from number `v` on, in turn, that can move, or -1; -1 as well where that thread's step is one that
   * hardware may repeat for ever. Timeouts are left out.
   */
  next(v: number): number {
    const { system, everybody } = this;
    if (system.halted) return -1;
    const from = v < LOOKED_UP ? this.remainders[v]! : v % this.threads;
    if (everybody === 0) return this.nextOfMany(from);
    for (let awake = everybody & ~this.asleep; awake !== 0;) {
      const later = (awake >>> from) << from;
      const bit = later === 0 ? awake & -awake : later & -later;
      const thread = 31 - Math.clz32(bit);
      const step = system.at(thread)?.step;
      if (step !== undefined && (step.enabled === undefined || step.enabled())) {
        this.step = step;
        return step.recurring === true ? -1 : thread;
      }
      awake ^= bit;
      this.asleep |= bit;
    }
    return -1;
  }

  /** Number `v` without the part of it that names a thread. */
  outcome(v: number): number {
    return v < LOOKED_UP ? this.quotients[v]! : Math.floor(v / this.threads);
  }

  private nextOfMany(from: number): number {
    const { system, threads } = this;
    for (let k = 0; k < threads; k++) {
      const thread = (from + k) % threads;
      const step = system.at(thread)?.step;
      if (step === undefined || (step.enabled !== undefined && !step.enabled())) continue;
      this.step = step;
      return step.recurring === true ? -1 : thread;
    }
    return -1;
  }
}
