import { parentPort, workerData } from 'node:worker_threads';
import { deadlock } from '../checker/deadlock.js';
import { LimitReached } from '../checker/limits.js';
import { runCheck, type CheckJob } from '../checker/run-check.js';
import { InputError } from '../model/input-error.js';
import { records } from './built-in.js';
import { CheckpointFolder } from './checkpoint-files.js';
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

const full: CheckJob = {
  parts: partsOf(job.cases, job.designs, job.properties),
  deadlocks: job.properties.includes(deadlock.id),
  records,
  limits: job.limits,
  ...(job.reductions ? { reductions: job.reductions } : {}),
  ...(job.sampling ? { sampling: job.sampling } : {}),
  mishap(what, why) {
    say({ kind: 'mishap', what, why });
  },
  progress(p) {
    say({ kind: 'progress', progress: p });
    if (p.done > 0 && stopped()) throw new LimitReached('interrupted', true);
  },
};

/** Everything that decides what is searched, and nothing that only decides how long. */
const description = [job.designs, job.properties, job.cases, job.reductions ?? null];

try {
  const kept = job.checkpoint
    ? new CheckpointFolder(job.checkpoint.folder, description, job.checkpoint.everySeconds)
    : null;
  let whole = true;
  const checkpointsOf: CheckJob['checkpointsOf'] =
    kept === null
      ? undefined
      : (place, what) => kept.of(place, (states) => say({ kind: 'resumed', what, states }));
  for (const results of runCheck({ ...full, ...(checkpointsOf ? { checkpointsOf } : {}) })) {
    say({ kind: 'results', results });
    whole &&= results.every((r) => r.limit === undefined);
    if (stopped()) break;
  }
  if (whole && !stopped()) kept?.remove();
} catch (e) {
  if (e instanceof InputError) say({ kind: 'refused', place: e.place, message: e.message });
  else if (!(e instanceof LimitReached)) throw e;
}
