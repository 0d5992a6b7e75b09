import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { DONE, JOB_STATES, QUIT, Slot, TO_DO, type SlotShape } from './slot.js';
import type { SystemSource } from './source.js';
import type { WorkerTask } from './worker.js';

/** Jobs that a worker may have before it. */
const SLOTS = 16;
/** States that must wait before any is given away. */
const WORTH_IT = 16 * JOB_STATES;
/** Most states the search leaves to itself between two jobs. */
const MOST_OWN = 16 * JOB_STATES;

/** The states waiting in a search, as far as a crew must know them. */
export interface Waiting {
  /** The packed states, all that were found. */
  readonly packed: Int32Array;
  /** How many there are. */
  readonly count: number;
  /** Where the level ends to which the next state belongs; no job goes across. */
  readonly levelEnd: number;
  /** The instruction that found a waiting state. */
  by(state: number): number;
}

interface Member {
  readonly ready: Int32Array;
  readonly slots: readonly Slot[];
  readonly taken: Uint32Array;
  next: number;
}

/**
 * Workers that expand states ahead of a search. The search alone stores what they find, job after job in the order of the
 * states, so that everything is numbered as without them. In between it expands states of its own: as many as it takes for
 * the next job to be done when its turn comes.
 */
export class Crew {
  private readonly members: readonly Member[];
  private readonly jobs: Slot[] = [];
  /** States before this one are given away or left to the search. */
  private planned = 0;
  /** States the search keeps for itself between two jobs. */
  private own = JOB_STATES / 2;

  private constructor(
    source: SystemSource,
    private readonly shape: SlotShape,
    everyMove: boolean,
    instructions: number,
    workers: number,
  ) {
    this.members = Array.from({ length: workers }, () => {
      const slots = Array.from({ length: SLOTS }, () => Slot.create(shape));
      const [ready, taken] = [new SharedArrayBuffer(4), new SharedArrayBuffer(4 * instructions)];
      const task: WorkerTask = { source, shape, everyMove, slots: slots.map((s) => s.memory), taken, ready };
      // Not this process's options: they may be about where its program comes from.
      const options = { workerData: task, execArgv: [] };
      const worker = new Worker(new URL('./worker.js', import.meta.url), options);
      // One that cannot work never becomes ready, and the search goes on without it.
      worker.on('error', () => {});
      worker.unref();
      return { ready: new Int32Array(ready), slots, taken: new Uint32Array(taken), next: 0 };
    });
  }

  /** A crew of one worker for each processor but one; null where there is only one. */
  static of(source: SystemSource, shape: SlotShape, everyMove: boolean, instructions: number): Crew | null {
    const workers = availableParallelism() - 1;
    return workers > 0 ? new Crew(source, shape, everyMove, instructions, workers) : null;
  }

  /** Gives jobs to workers that have room for them; the search is about to expand state `at`. */
  feed(at: number, waiting: Waiting): void {
    if (waiting.count - at < WORTH_IT) return;
    for (const member of this.members) {
      if (Atomics.load(member.ready, 0) === 0) continue;
      while (this.jobs.filter((j) => member.slots.includes(j)).length < SLOTS) {
        if (!this.give(member, Math.max(this.planned, at + 1) + Math.floor(this.own), waiting)) return;
      }
    }
  }

  private give(member: Member, first: number, waiting: Waiting): boolean {
    const bound = first < waiting.levelEnd ? Math.min(waiting.levelEnd, waiting.count) : waiting.count;
    const count = Math.min(JOB_STATES, bound - first);
    if (count <= 0) return false;
    const slot = member.slots[member.next]!;
    const n = this.shape.wordsPerState;
    slot.states.set(waiting.packed.subarray(first * n, (first + count) * n));
    for (let i = 0; i < count; i++) slot.by[i] = waiting.by(first + i);
    slot.give(first, count);
    member.next = (member.next + 1) % SLOTS;
    this.jobs.push(slot);
    this.planned = first + count;
    return true;
  }

  /** The job that begins with state `at`, done; null if there is none, or it failed and is the search's own. */
  jobAt(at: number): Slot | null {
    const slot = this.jobs[0];
    if (slot === undefined || slot.first !== at) return null;
    this.jobs.shift();
    if (slot.status === TO_DO) {
      this.own = Math.min(MOST_OWN, this.own * 1.25 + 4);
      slot.waitWhile(TO_DO);
    } else if (this.jobs.every((j) => j.status !== TO_DO)) this.own *= 0.9;
    return slot.status === DONE ? slot : null;
  }

  /** The counts of the search together with those of the workers. */
  counted(taken: Uint32Array): Uint32Array {
    return taken.map((times, i) => this.members.reduce((n, m) => n + m.taken[i]!, times));
  }

  /** Sends the workers home; `taken` gets what they counted. */
  dismiss(taken: Uint32Array): void {
    for (const slot of this.jobs) slot.waitWhile(TO_DO);
    taken.set(this.counted(taken));
    for (const member of this.members) for (const slot of member.slots) slot.status = QUIT;
    this.jobs.length = 0;
  }
}
