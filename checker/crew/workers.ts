import { Worker } from 'node:worker_threads';
import {
  CALLED,
  COMING,
  confession,
  FAILED,
  QUIT,
  READY,
  ring,
  standingOf,
  type Commons,
} from './commons.js';
import type { WorkerTask } from './worker.js';

/** Without a sign of life for so long a worker is taken for dead. */
export const PATIENCE_MS = 60_000;

/** The other threads of a shared search: started, waited for, called, and sent home. */
export class Workers {
  constructor(
    private readonly commons: Commons,
    task: Omit<WorkerTask, 'commons' | 'index'>,
  ) {
    for (let index = 1; index < commons.members; index++) {
      const workerData: WorkerTask = { ...task, commons, index };
      // Not this process's options: they may be about where its program comes from.
      const worker = new Worker(new URL('./worker.js', import.meta.url), { workerData, execArgv: [] });
      // What it could not do is done without it; it has said why, see `confess`.
      worker.on('error', () => {});
      worker.unref();
    }
  }

  /** Are all there? null while some are still coming, which it waits for if told to; false if one failed. */
  ready(wait: boolean): boolean | null {
    const { control, members } = this.commons;
    let all = true;
    for (let m = 1; m < members; m++) {
      const standing = standingOf(m);
      if (wait) Atomics.wait(control, standing, COMING, PATIENCE_MS);
      const now = Atomics.load(control, standing);
      if (now === FAILED) return false;
      all &&= now === READY;
    }
    return all || null;
  }

  /** They may begin. */
  call(): void {
    const { control, members } = this.commons;
    for (let m = 1; m < members; m++) {
      Atomics.store(control, standingOf(m), CALLED);
      Atomics.notify(control, standingOf(m));
    }
  }

  /** Sends them home. */
  dismiss(): void {
    const { commons } = this;
    Atomics.store(commons.control, QUIT, 1);
    ring(commons);
    for (let m = 1; m < commons.members; m++) Atomics.notify(commons.control, standingOf(m));
  }

  /** What one that failed has said, in brackets behind a blank; nothing if it could not. */
  get said(): string {
    const said = confession(this.commons);
    return said === null ? '' : ` (${said})`;
  }
}
