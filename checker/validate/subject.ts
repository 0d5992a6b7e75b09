import { buildSystem } from '../../model/build.js';
import { findDesign } from '../../model/designs/index.js';
import { parseTopology } from '../../model/hardware/topology.js';
import { InputError } from '../../model/input-error.js';
import type { Model } from '../../model/model.js';
import type { Scenario } from '../../model/scenario.js';
import type { Built } from '../../model/system.js';
import { audible } from './echo.js';
import { sources, type Event, type RecordedStep, type Recording } from './recording.js';

/** The threads that run the operations of a recording: the first one alone, or others beside it. */
export const threadName = (i: number): string => (i === 0 ? 'lab' : `lab-${i + 1}`);

/** How many threads the operations of a recording need. */
export const threadsOf = (r: Recording): number =>
  1 + Math.max(0, ...r.steps.map((s) => s.beside?.length ?? 0));

const linesOf = (s: RecordedStep, thread: number): readonly string[] =>
  thread === 0 ? [...s.lines, ...(s.cleanup ?? [])] : (s.beside?.[thread - 1]?.lines ?? []);

/** The scenario a recording is a run of. */
export const scenarioOf = (r: Recording): Scenario => ({
  name: r.name,
  ...(r.given && r.given.length > 0 ? { given: r.given } : {}),
  threads: Object.fromEntries(
    Array.from({ length: threadsOf(r) }, (_, i) => [threadName(i), r.steps.flatMap((s) => linesOf(s, i))]),
  ),
  paused: r.paused ?? [],
  // Whether a wait may give up is decided by the search, which knows what else can happen.
});

/** The system of a recording. Throws InputError naming the recording for what the model does not know. */
export function buildFor(r: Recording, place: string): Built<Model> {
  const design = findDesign(r.design);
  if (!design) throw new InputError(`${place}.design`, `there is no design "${r.design}"`);
  const topology = parseTopology(r.topology, `${place}.topology`);
  const scenario = scenarioOf(r);
  if (Object.values(scenario.threads).every((lines) => lines.length === 0))
    throw new InputError(`${place}.steps`, 'none has an operation of the model');
  const built = buildSystem(topology, design, scenario);
  checkNames(r, built.model, place);
  return built;
}

/** Everything an observation names must be in the system: a misspelt device would otherwise agree with anything. */
function checkNames(r: Recording, m: Model, place: string): void {
  const looks = [
    { at: `${place}.boot`, sights: r.boot },
    ...r.steps.map((s, i) => ({ at: `${place}.steps[${i}].after`, sights: s.after })),
  ];
  for (const { at, sights } of looks)
    sights.forEach((sight, i) => {
      if ('sbdf' in sight && !m.scope.devices.some((d) => d.sbdf === sight.sbdf))
        throw new InputError(`${at}[${i}]`, `${sight.sbdf} is no device of an operation`);
      if ('gsi' in sight && m.scope.lines.index(sight.gsi) < 0)
        throw new InputError(`${at}[${i}]`, `GSI ${sight.gsi} belongs to no device of an operation`);
    });
  r.steps.forEach((s, i) =>
    s.events.forEach((e, k) => {
      if (!audible[e.source].includes(e.call))
        throw new InputError(
          `${place}.steps[${i}].events[${k}]`,
          `"${e.call}" is no call that ${e.source} tells of`,
        );
    }),
  );
}

/** A thread's share of an operation of a recording. */
export interface Share {
  /** The thread may run its operations below this one. */
  readonly upTo: number;
  /** The operations whose results the command's exit code tells of. */
  readonly judged: readonly number[];
  readonly failed: boolean | undefined;
}

/** One operation of a recording, ready to be searched. */
export interface Segment {
  /** By thread. */
  readonly shares: readonly Share[];
  /** Lines by source, each in order. */
  readonly lines: readonly (readonly Event[])[];
  /** Calls by source that would have been seen. */
  readonly watched: readonly ReadonlySet<string>[];
}

/** The operations of a recording, one after another. */
export function segmentsOf(r: Recording): Segment[] {
  const next = Array.from({ length: threadsOf(r) }, () => 0);
  return r.steps.map((step) => {
    const { lines, failed, beside = [], events, unwatched = [] } = step;
    const told = [{ lines, failed }, ...beside];
    const shares = next.map((from, i): Share => {
      const { lines: own, failed: theirs } = told[i] ?? { lines: [], failed: undefined };
      next[i] = from + linesOf(step, i).length;
      return {
        upTo: next[i]!,
        judged: own.map((_, k) => from + k),
        failed: own.length === 0 ? undefined : theirs,
      };
    });
    return {
      shares,
      lines: sources.map((s) => events.filter((e) => e.source === s)),
      watched: sources.map((s) => new Set((r.watched[s] ?? []).filter((call) => !unwatched.includes(call)))),
    };
  });
}
