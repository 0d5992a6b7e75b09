import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { openCorpus, saveFind } from '../checker/corpus.js';
import type { AnyDesign } from '../checker/subject.js';
import { knownViolated } from '../properties/litmus/expectations.js';
import type { Property } from '../properties/property.js';
import { recheckAll } from './fuzz-corpus.js';
import type { FuzzJob, FuzzMessage, KnownMachine } from './fuzz-job.js';
import { fuzzProgress } from './fuzz-progress.js';
import { Tally, type FuzzSummary, type NewFind } from './fuzz-summary.js';

export interface FuzzRun {
  readonly minutes: number;
  readonly systems: number | null;
  readonly seed: string;
  readonly corpus: string;
  readonly designs: readonly AnyDesign[];
  readonly properties: readonly Property[];
  readonly machines: readonly KnownMachine[];
  readonly only: boolean;
  /** The day, for the finds. */
  readonly found: string;
  readonly warn: (line: string) => void;
  /** Called at once when a find is in the corpus. */
  readonly onFind: (find: NewFind) => void;
}

const MS_PER_MINUTE = 60_000;
const INTERRUPTED = 130;

/**
 * Looks at the earlier finds, then fuzzes until the time is up, each find saved as it comes. The first Ctrl-C or SIGTERM ends
 * it with what is known by then, a second one at once. Throws InputError if the corpus cannot be used.
 */
export async function runFuzz(run: FuzzRun): Promise<FuzzSummary> {
  openCorpus(run.corpus);
  const deadline = Date.now() + run.minutes * MS_PER_MINUTE;
  const stop = new Int32Array(new SharedArrayBuffer(4));
  const tally = new Tally();
  const interrupt = (): void => {
    if (Atomics.exchange(stop, 0, 1) !== 0) process.exit(INTERRUPTED);
  };
  const stopped = (): boolean => stop[0] !== 0;
  process.on('SIGINT', interrupt).on('SIGTERM', interrupt);
  const progress = fuzzProgress(process.stderr, tally, deadline);
  try {
    const { state, known } = await recheckAll(run.corpus, {
      ...run,
      timeUp: () => stopped() || Date.now() >= deadline,
      warn: (line) => progress.above(() => run.warn(line)),
      progress: (text) => progress.say(text),
    });
    progress.start();
    const add = (message: FuzzMessage): void => {
      tally.add(message);
      for (const find of message.finds) {
        const file = saveFind(run.corpus, find);
        const { key, property, design, witness, steps } = find;
        const recorded = knownViolated(property, design);
        const saved = { key, property, design, witness, file, steps: steps.length, recorded };
        tally.finds.push(saved);
        progress.above(() => run.onFind(saved));
      }
    };
    const { seed, found, machines, only, systems } = run;
    const properties = run.properties.map((p) => p.id);
    await Promise.all(
      shares(run.designs.map((d) => d.id)).map((designs) =>
        inWorker(
          {
            designs,
            properties,
            machines,
            only,
            seed,
            found,
            known,
            systems,
            deadline,
            stop: stop.buffer as SharedArrayBuffer,
          },
          add,
        ),
      ),
    );
    return tally.summary(seed, state, stopped());
  } finally {
    // Where one worker failed the others are to end as well.
    Atomics.store(stop, 0, 1);
    progress.end();
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
  }
}

/** Designs know nothing of each other, so that each processor can have some of them. */
function shares(designs: readonly string[]): string[][] {
  const n = Math.min(availableParallelism(), designs.length);
  return Array.from({ length: n }, (_, i) => designs.filter((_design, d) => d % n === i));
}

function inWorker(job: FuzzJob, onMessage: (message: FuzzMessage) => void): Promise<void> {
  const worker = new Worker(new URL('./fuzz-worker.js', import.meta.url), { workerData: job });
  return new Promise((resolve, reject) => {
    worker.on('message', (message: FuzzMessage) => {
      try {
        onMessage(message);
      } catch (e) {
        reject(e as Error);
      }
    });
    worker.on('error', reject);
    worker.on('exit', () => resolve());
  });
}
