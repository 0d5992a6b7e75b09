import { Worker } from 'node:worker_threads';
import { onInterrupt } from './interrupt.js';
import { progressLine } from './progress.js';
import type { SynthesisMessage, SynthesisProblem, SynthesisResult } from './synthesis-task.js';

/** What a synthesis found, and whether it came to its end. */
export interface SynthesisRun {
  readonly result: SynthesisResult | null;
  readonly interrupted: boolean;
}

/** Runs a synthesis with progress on a terminal. Ctrl-C ends it with what is known so far, a second one at once. */
export function runSynthesis(problem: SynthesisProblem): Promise<SynthesisRun> {
  const worker = new Worker(new URL('./synthesis-worker.js', import.meta.url), { workerData: problem });
  const line = progressLine(process.stderr);
  let result: SynthesisResult | null = null;
  let interrupted = false;
  const release = onInterrupt(() => {
    interrupted = true;
    void worker.terminate();
  });
  return new Promise<SynthesisRun>((resolve, reject) => {
    worker.on('message', (m: SynthesisMessage) => {
      if (m.kind === 'progress') line.show(m.text);
      else result = m.result;
    });
    worker.on('error', reject);
    worker.on('exit', () => resolve({ result, interrupted }));
  }).finally(() => {
    line.clear();
    release();
  });
}
