import { Worker } from 'node:worker_threads';
import { inBytes } from '../checker/limits.js';
import type { Result } from '../checker/result.js';
import type { Progress } from '../checker/run-check.js';
import { InputError } from '../model/input-error.js';
import type { Message, PlainJob } from './check-job.js';
import { partsOf } from './default-job.js';
import { onInterrupt } from './interrupt.js';
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
        designs.length * cases.length +
        (job.sampling && subject.random
          ? designs.filter((d) => job.sampling!.designs?.includes(d.id) ?? true).length
          : 0),
    )
    .reduce((a, b) => a + b);
  let done = 0;
  let began = performance.now();
  const release = onInterrupt(() => void Atomics.store(stop, 0, 1));
  return new Promise<Outcome>((resolve, reject) => {
    worker.on('message', (m: Message) => {
      if (m.kind === 'results') {
        results.push(...m.results);
        done++;
        began = performance.now();
      } else if (m.kind === 'progress') {
        line.show(`${done}/${total} ${inWords(m.progress, began)}`);
      } else if (m.kind === 'resumed') {
        process.stderr.write(`pirqcheck: goes on with ${m.what}, from ${m.states} states\n`);
      } else if (m.kind === 'mishap') {
        line.clear();
        process.stderr.write(`pirqcheck: ${m.what} goes on without workers: ${m.why}\n`);
      } else reject(new InputError(m.place, m.message.slice(m.place.length + 2)));
    });
    worker.on('error', reject);
    worker.on('exit', () => resolve({ results, interrupted: stop[0] !== 0 }));
  }).finally(() => {
    line.clear();
    release();
  });
}

/** How far the search or the sampling at hand is, that began at `began`. */
function inWords({ what, done, unit, search }: Progress, began: number): string {
  if (done === 0) return what;
  if (!search) return `${what}: ${done} ${unit}`;
  const rate = (search.states * 1000) / (performance.now() - began);
  const { states, depth, queue, bytes } = search;
  return `${what}: ${short(states)} states, ${short(rate)}/s, depth ${depth}, ${short(queue)} waiting, ${inBytes(bytes)}`;
}

/** 1234567 -> 1.2M. */
const short = (n: number): string =>
  n >= 1e6 ? `${(n / 1e6).toFixed(1)}M` : n >= 1e4 ? `${(n / 1e3).toFixed(0)}k` : n.toFixed(0);
