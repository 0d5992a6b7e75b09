import { parentPort, workerData } from 'node:worker_threads';
import { fuzz } from '../checker/fuzz.js';
import type { Reproducer } from '../checker/reductions.js';
import { designs } from '../model/designs/index.js';
import { fuzzProperties, type FuzzJob, type FuzzMessage } from './fuzz-job.js';
import { fuzzSystems } from './fuzz-systems.js';

/** Fuzzes some of the designs beside the main thread, which keeps the finds as they come, shows progress and hears Ctrl-C. */
const job = workerData as FuzzJob;
const stop = new Int32Array(job.stop);
// The rule means windows; a worker's port has no origin.
// oxlint-disable-next-line unicorn/require-post-message-target-origin
const say = (message: FuzzMessage): void => parentPort!.postMessage(message);

const { seed, found, known, machines, only } = job;

function* bounded(): Generator<Reproducer> {
  let n = 0;
  for (const system of fuzzSystems(seed, machines, { only })) {
    if (job.systems !== null && n++ >= job.systems) return;
    yield system;
  }
}

const events = fuzz({
  designs: designs.filter((d) => job.designs.includes(d.id)),
  properties: fuzzProperties.filter((p) => job.properties.includes(p.id)),
  systems: bounded(),
  seed,
  found,
  known,
  timeUp: () => Atomics.load(stop, 0) !== 0 || Date.now() >= job.deadline,
});
for (const event of events) say(event);
