import { workerData } from 'node:worker_threads';
import { Expander } from '../expander.js';
import { Judging } from '../judging.js';
import {
  BELL,
  CALLED,
  confess,
  FAILED,
  QUIT,
  READY,
  received,
  ring,
  standingOf,
  type Commons,
} from './commons.js';
import { Member } from './member.js';
import type { SystemOf, SystemSource } from './source.js';

/** What a worker is told when it starts. */
export interface WorkerTask {
  readonly source: SystemSource;
  readonly commons: Commons;
  /** Which member it is. */
  readonly index: number;
  readonly everyMove: boolean;
  readonly wordsPerState: number;
  /** So many states are likely to become its own. */
  readonly expected: number;
}

const { source, commons: sent, index, everyMove, wordsPerState, expected } = workerData as WorkerTask;
const commons = received(sent);
const { control } = commons;
const standing = standingOf(index);
const quits = (): boolean => Atomics.load(control, QUIT) !== 0;

process.on('uncaughtExceptionMonitor', (e) => confess(commons, e));
process.on('exit', () => {
  if (quits()) return;
  Atomics.store(control, standing, FAILED);
  Atomics.notify(control, standing);
  ring(commons);
});

const { systemOf } = (await import(source.module)) as { systemOf: SystemOf };
const { built, properties } = systemOf(source.of);
const judging = new Judging(built, properties);
const expander = new Expander(built, judging, { everyMove, debug: false });
if (expander.packing.length !== wordsPerState)
  throw new Error('the worker has built another system than the one that is searched');
expander.compile();
const member = Member.joining(commons, index, expander, judging, expected);
member.catchUp();

Atomics.store(control, standing, READY);
Atomics.notify(control, standing);
while (Atomics.load(control, standing) !== CALLED && !quits()) Atomics.wait(control, standing, READY);
if (!quits()) member.catchUp();
while (!quits()) {
  const heard = Atomics.load(control, BELL);
  if (!member.work() && !quits()) Atomics.wait(control, BELL, heard);
}
