import { parentPort, workerData } from 'node:worker_threads';
import { fuzz, type FuzzEvent } from '../checker/fuzz.js';
import type { Reproducer, Subject } from '../checker/subject.js';
import type { FuzzJob, FuzzMessage } from './fuzz-job.js';
import { randomSubjects } from './subjects.js';

/** Fuzzes some of the designs beside the main thread, which keeps the finds as they come, shows progress and hears Ctrl-C. */
const job = workerData as FuzzJob;
const stop = new Int32Array(job.stop);
// The rule means windows; a worker's port has no origin.
// oxlint-disable-next-line unicorn/require-post-message-target-origin
const say = (message: FuzzMessage): void => parentPort!.postMessage(message);

const { seed, found, known, only } = job;

function* bounded(subject: Subject): Generator<Reproducer> {
  const machines = job.machines.filter((m) => m.subject === subject.id).map((m) => m.topology);
  let n = 0;
  for (const system of subject.random!.endless(seed, machines, only)) {
    if (job.systems !== null && n++ >= job.systems) return;
    yield system;
  }
}

function eventsOf(subject: Subject): Iterator<FuzzEvent, void> {
  const designs = subject.designs.filter((d) => job.designs.includes(d.id));
  if (designs.length === 0) return [][Symbol.iterator]();
  return fuzz({
    subject,
    designs,
    properties: subject.properties.filter((p) => job.properties.includes(p.id)),
    systems: bounded(subject),
    seed,
    found,
    known,
    timeUp: () => Atomics.load(stop, 0) !== 0 || Date.now() >= job.deadline,
  });
}

// Subjects take turns, so that each gets its share of the time.
for (let open = randomSubjects.map(eventsOf); open.length > 0;)
  open = open.filter((events) => {
    const { done, value } = events.next();
    if (value) say(value);
    return !done;
  });
