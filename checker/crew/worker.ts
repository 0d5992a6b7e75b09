import { workerData } from 'node:worker_threads';
import { Expander } from '../expander.js';
import { Judging } from '../judging.js';
import { FAILED, QUIT, Slot, TO_DO, type SlotShape } from './slot.js';
import type { SystemOf, SystemSource } from './source.js';

/** What a worker is told when it starts. */
export interface WorkerTask {
  readonly source: SystemSource;
  readonly shape: SlotShape;
  readonly everyMove: boolean;
  readonly slots: readonly SharedArrayBuffer[];
  /** How often a move began with each instruction. */
  readonly taken: SharedArrayBuffer;
  /** Becomes 1 when the worker can work. */
  readonly ready: SharedArrayBuffer;
}

/** Expands states that another thread found: job after job, slot after slot, until told to quit. */
const task = workerData as WorkerTask;
const { systemOf } = (await import(task.source.module)) as { systemOf: SystemOf };
const { built, properties } = systemOf(task.source.of);
const judging = new Judging(built, properties);
const expander = new Expander(built, judging, { everyMove: task.everyMove, debug: false }, task.taken);
if (expander.packing.length !== task.shape.wordsPerState)
  throw new Error('the worker has built another system than the one that is searched');
expander.compile();
const slots = task.slots.map((memory) => Slot.at(memory, task.shape));
const ready = new Int32Array(task.ready);
Atomics.store(ready, 0, 1);

for (let i = 0; ; i = (i + 1) % slots.length) {
  const slot = slots[i]!;
  for (let { status } = slot; status !== TO_DO && status !== QUIT; { status } = slot) slot.waitWhile(status);
  if (slot.status === QUIT) break;
  try {
    work(slot);
  } catch {
    slot.status = FAILED;
  }
}

function work(slot: Slot): void {
  const { offers, count, first } = slot;
  const n = expander.packing.length;
  let leftOut = 0;
  offers.n = 0;
  for (let i = 0; i < count; i++) {
    const before = offers.n;
    leftOut += expander.expand(first + i, slot.by[i]!, slot.states, i * n, offers);
    slot.offersOf[i] = offers.n - before;
  }
  judging.watched.forEach((w, p) => slot.setVerdict(p, w.applicable, w.at, w.move));
  slot.return(leftOut);
}
