import { Worker } from 'node:worker_threads';
import type { Result } from '../checker/result.js';
import { InputError } from '../model/input-error.js';
import type { Message, PlainJob } from './check-job.js';
import { partsOf } from './default-job.js';
import { progressLine } from './progress.js';

/** What a check found, and whether it came to its end. */
export interface Outcome {
  readonly results: readonly Result[];
  readonly interrupted: boolean;
}

/** Runs a check with progress on a terminal. Ctrl-C ends it with what is known so far, a second one at once. */
export function runInWorker(job: Omit<PlainJob, 'stop'>): Promise<Outcome> {
  const stop = new Int32Array(new SharedArrayBuffer(4));
  const workerData: PlainJob = { ...job, stop: stop.buffer };
  const worker = new Worker(new URL('./check-worker.js', import.meta.url), { workerData });
  const line = progressLine(process.stderr);
  const results: Result[] = [];
  const total = partsOf(job.cases, job.designs)
    .map(
      ({ subject, designs, cases }) =>
        designs.length * (cases.length + (job.sampling && subject.random ? 1 : 0)),
    )
    .reduce((a, b) => a + b);
  let done = 0;
  const interrupt = (): void => {
    if (Atomics.exchange(stop, 0, 1) !== 0) process.exit(130);
  };
  process.on('SIGINT', interrupt);
  return new Promise<Outcome>((resolve, reject) => {
    worker.on('message', (m: Message) => {
      if (m.kind === 'results') {
        results.push(...m.results);
        done++;
      } else if (m.kind === 'progress') {
        const { what, done: count, unit } = m.progress;
        line.show(`${done}/${total} ${what}${count > 0 ? `: ${count} ${unit}` : ''}`);
      } else reject(new InputError(m.place, m.message.slice(m.place.length + 2)));
    });
    worker.on('error', reject);
    worker.on('exit', () => resolve({ results, interrupted: stop[0] !== 0 }));
  }).finally(() => {
    line.clear();
    process.off('SIGINT', interrupt);
  });
}
