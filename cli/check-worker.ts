import { parentPort, workerData } from 'node:worker_threads';
import { deadlock } from '../checker/deadlock.js';
import { runCheck, type CheckJob } from '../checker/run-check.js';
import { InputError } from '../model/input-error.js';
import { ModelBound } from '../model/model.js';
import { records } from './built-in.js';
import type { Message, PlainJob } from './check-job.js';
import { partsOf } from './default-job.js';

/**
 * Runs a check beside the main thread, so that progress is shown and Ctrl-C is heard while a search goes on. What is found
 * is sent case by case.
 */
const job = workerData as PlainJob;
const stop = new Int32Array(job.stop);
const stopped = (): boolean => Atomics.load(stop, 0) !== 0;
// The rule means windows; a worker's port has no origin.
// oxlint-disable-next-line unicorn/require-post-message-target-origin
const say = (message: Message): void => parentPort!.postMessage(message);

/** Ends the search at hand as a limit would: what it found so far counts. */
class Interrupted extends ModelBound {
  override readonly message = 'interrupted';
  constructor() {
    super('');
  }
}

const full: CheckJob = {
  parts: partsOf(job.cases, job.designs, job.properties),
  deadlocks: job.properties.includes(deadlock.id),
  records,
  ...(job.maxStates === undefined ? {} : { maxStates: job.maxStates }),
  ...(job.sampling ? { sampling: job.sampling } : {}),
  progress(p) {
    say({ kind: 'progress', progress: p });
    if (p.done > 0 && stopped()) throw new Interrupted();
  },
};

try {
  for (const results of runCheck(full)) {
    say({ kind: 'results', results });
    if (stopped()) break;
  }
} catch (e) {
  if (e instanceof InputError) say({ kind: 'refused', place: e.place, message: e.message });
  else if (!(e instanceof Interrupted)) throw e;
}
