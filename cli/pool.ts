import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { InputError } from '../model/input-error.js';

/** What a worker of a pool answers to a task. */
export type Answered<A> =
  | { readonly kind: 'answer'; readonly answer: A }
  | { readonly kind: 'refused'; readonly place: string; readonly message: string };

interface Waiting<T, A> {
  readonly task: T;
  resolve(answer: A): void;
  reject(error: Error): void;
}

/**
 * One worker for each processor; each takes the next task when it has answered one. Answers come in any order: callers that
 * want theirs to be the same on every machine put them in the order of the tasks.
 */
export class Pool<T, A> {
  private readonly idle: Worker[] = [];
  private readonly queue: Waiting<T, A>[] = [];
  private readonly busy = new Map<Worker, Waiting<T, A>>();
  private started = 0;

  constructor(
    private readonly script: URL,
    private readonly most = availableParallelism(),
  ) {}

  /** Rejects with InputError where the worker refuses the task, and with what it threw where it failed. */
  ask(task: T): Promise<A> {
    return new Promise<A>((resolve, reject) => {
      this.queue.push({ task, resolve, reject });
      this.next();
    });
  }

  /** Does some work on each item, as many at a time as there are workers, so that later work can use earlier results. */
  async each<I, R>(items: readonly I[], work: (item: I) => Promise<R>): Promise<R[]> {
    const results: R[] = [];
    let next = 0;
    const lane = async (): Promise<void> => {
      while (next < items.length) {
        const i = next++;
        results[i] = await work(items[i]!);
      }
    };
    await Promise.all(Array.from({ length: this.most }, lane));
    return results;
  }

  /** Ends the workers; tasks that are not answered never will be. */
  async close(): Promise<void> {
    this.queue.length = 0;
    await Promise.all([...this.idle, ...this.busy.keys()].map((w) => w.terminate()));
  }

  private next(): void {
    if (this.queue.length === 0) return;
    const worker = this.idle.pop() ?? this.start();
    if (!worker) return;
    const waiting = this.queue.shift()!;
    this.busy.set(worker, waiting);
    // The rule means windows; a worker has no origin.
    // oxlint-disable-next-line unicorn/require-post-message-target-origin
    worker.postMessage(waiting.task);
  }

  private start(): Worker | undefined {
    if (this.started === this.most) return undefined;
    this.started++;
    const worker = new Worker(this.script);
    worker.on('message', (m: Answered<A>) => {
      const waiting = this.busy.get(worker)!;
      this.busy.delete(worker);
      this.idle.push(worker);
      if (m.kind === 'answer') waiting.resolve(m.answer);
      else waiting.reject(new InputError(m.place, m.message.slice(m.place.length + 2)));
      this.next();
    });
    worker.on('error', (e) => {
      this.busy.get(worker)?.reject(e);
      this.busy.delete(worker);
      this.started--;
      this.next();
    });
    return worker;
  }
}
