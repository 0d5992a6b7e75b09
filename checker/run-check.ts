import type { Built } from '../model/system.js';
import { InputError } from '../model/input-error.js';
import { ModelBound } from '../model/model.js';
import type { Scenario } from '../model/scenario.js';
import type { Move } from '../model/system.js';
import type { Basis } from '../properties/litmus/bases.js';
import type { Property } from '../properties/property.js';
import { deadlock } from './deadlock.js';
import type { Checkpoints } from './checkpoint.js';
import { explore, type Exploration, type ExploreOptions, type Finding } from './explore.js';
import { stuckThread } from './judge.js';
import type { Counterexample, Result, Verdict } from './result.js';
import { exploreReduced, type Reductions } from './reduced.js';
import type { Progress as SearchProgress } from './search.js';
import { sampleSystems } from './random-systems.js';
import type { AnyDesign, Machine, Subject } from './subject.js';
import { encodeToken } from './token.js';
import { replay } from './trace.js';

/** A scenario on its topology. What is built in is named in tokens, anything else travels whole. */
export interface Case {
  /** Id of the subject it belongs to. */
  readonly subject: string;
  readonly topology: Machine;
  readonly scenario: Scenario;
  readonly builtIn: { readonly topology: boolean; readonly scenario: boolean };
  /** Are its verdicts recorded? */
  readonly recorded: boolean;
  /** The file the scenario was read from. */
  readonly file?: string;
}

/** What is recorded about verdicts. */
export interface Records {
  /** Of a built-in scenario; null where nothing is recorded. */
  expected(property: string, design: string, scenario: string): Verdict | null;
  /** Of the random systems of a design: whatever seed, no more is violated than is known. */
  expectedOfSamples(property: string, design: string): Verdict;
  basis(property: string, design: string, scenario: string): Basis;
}

/** The work on one subject: every case under every design, and random systems of every design. */
export interface Part {
  readonly subject: Subject;
  readonly designs: readonly AnyDesign[];
  readonly properties: readonly Property[];
  readonly cases: readonly Case[];
}

/** The main job, subject by subject. */
export interface CheckJob {
  readonly parts: readonly Part[];
  /** Report threads that are stuck as violations of a property of their own. */
  readonly deadlocks: boolean;
  readonly records: Records;
  /** Random systems of each design to look at, or of these only. */
  readonly sampling?: { readonly seed: string; readonly runs: number; readonly designs?: readonly string[] };
  readonly limits?: Limits;
  readonly reductions?: Reductions;
  /** Where the search of a system is kept, by the place of the system in the job. */
  readonly checkpointsOf?: (place: number, what: string) => Checkpoints;
  /** Told why the search of a system goes on without workers; the result is the same. */
  readonly mishap?: (what: string, why: string) => void;
  /** Called now and then; may throw LimitReached to make an end of the search at hand. */
  readonly progress?: (p: Progress) => void;
}

/** When a system is given up, inconclusive. */
export type Limits = Pick<ExploreOptions, 'maxStates' | 'maxBytes' | 'maxSeconds'>;

export interface Progress {
  readonly what: string;
  readonly done: number;
  readonly unit: 'states' | 'systems';
  /** Of a search. */
  readonly search?: SearchProgress;
}

/** The name of random systems where others have that of their topology and scenario. */
export const RANDOM = 'random';

/** Runs the job part by part: each array yielded holds the results of one case, or of the random systems, under one design. */
export function* runCheck(job: CheckJob): Generator<Result[], void> {
  let place = 0;
  for (const part of job.parts)
    for (const design of part.designs) {
      for (const one of part.cases) yield checkCase(job, part, design, one, place++);
      const drawn = job.sampling?.designs?.includes(design.id) ?? true;
      if (job.sampling && drawn && part.subject.random) yield sample(job, part, job.sampling, design);
    }
}

/** What is wrong in a scenario of a file is at a place in that file. */
function naming<T>(file: string | undefined, scenario: string, build: () => T): T {
  try {
    return build();
  } catch (e) {
    if (!(e instanceof InputError) || file === undefined || !e.place.startsWith(scenario)) throw e;
    throw new InputError(file + e.place.slice(scenario.length), e.message.slice(e.place.length + 2));
  }
}

function checkCase(
  job: CheckJob,
  { subject, properties }: Part,
  design: AnyDesign,
  { topology, scenario, builtIn, recorded, file }: Case,
  index: number,
): Result[] {
  const build = (visible?: readonly string[]): Built =>
    naming(file, scenario.name, () => subject.build(topology, design, scenario, visible ? { visible } : {}));
  const about = (property: string) => ({
    property,
    design: design.id,
    topology: topology.name,
    scenario: scenario.name,
    expected: recorded ? job.records.expected(property, design.id, scenario.name) : null,
    basis: job.records.basis(property, design.id, scenario.name),
    runs: 0,
  });
  const asked = [...properties.map((p) => p.id), ...(job.deadlocks ? [deadlock.id] : [])];
  let built: Built;
  try {
    built = build();
  } catch (e) {
    // The `given:` part reaches a bound of the model: there is nothing to search, and nothing is known.
    if (!(e instanceof ModelBound)) throw e;
    const limit = `given: part, ${e.message}`;
    const nothing = { exhaustive: false, states: 0, transitions: 0, depth: 0 };
    return asked.map((id) => ({ ...about(id), ...nothing, verdict: 'inconclusive', limit }));
  }
  const what = `${scenario.name} under ${design.id}`;
  job.progress?.({ what, done: 0, unit: 'states' });
  const options: ExploreOptions = {
    ...job.limits,
    deadlock: job.deadlocks,
    progress: (search) => job.progress?.({ what, done: search.states, unit: 'states', search }),
    mishap: (why) => job.mishap?.(what, why),
    ...(job.checkpointsOf ? { checkpoints: job.checkpointsOf(index, what) } : {}),
  };
  const reduced = job.reductions ? exploreReduced(build, properties, job.reductions, options) : null;
  const ids = properties.map((p) => p.id);
  const source = subject.sourceOf(topology, design, scenario, ids);
  const found: Exploration = reduced ?? explore(built, properties, { ...options, source });
  const guaranteeOf = (f: Finding | 'deadlock'): Counterexample['minimal'] =>
    (reduced?.shortest(f) ?? true) ? 'shortest' : 'not proven shortest';
  const place = {
    topology: builtIn.topology ? topology.name : subject.coneOf(topology, scenario),
    scenario: builtIn.scenario ? scenario.name : scenario,
  };
  const setting = subject.settingOf(topology, scenario);
  const traceOf = (
    property: string,
    minimal: Counterexample['minimal'],
    path: readonly Move[],
    witness?: string,
  ): Counterexample => {
    const token = encodeToken({ design: design.id, property, ...place, path });
    return { ...retrace(built, path, witness), token, minimal, setting };
  };
  const row = (property: string, verdict: Verdict, limit?: string, trace?: Counterexample): Result => ({
    ...about(property),
    verdict,
    exhaustive: found.limit === undefined,
    states: found.states,
    transitions: found.transitions,
    depth: found.depth,
    ...(trace ? { trace } : {}),
    ...(limit === undefined ? {} : { limit }),
    ...(reduced ? { notes: reduced.notes } : {}),
  });
  const results = found.findings.map((f) => {
    const { id } = f.property;
    return row(id, f.verdict, f.limit, f.path && traceOf(id, guaranteeOf(f), f.path, f.witness));
  });
  return job.deadlocks
    ? [
        ...results,
        judgeDeadlock(found, row, (property, path) => traceOf(property, guaranteeOf('deadlock'), path)),
      ]
    : results;
}

function judgeDeadlock(
  found: Exploration,
  row: (property: string, verdict: Verdict, limit?: string, trace?: Counterexample) => Result,
  traceOf: (property: string, path: readonly Move[]) => Counterexample,
): Result {
  const { id } = deadlock;
  if (found.deadlock) return row(id, 'violated', undefined, traceOf(id, found.deadlock.path));
  return found.limit === undefined ? row(id, 'holds') : row(id, 'inconclusive', found.limit);
}

/** The steps of a path, with the witness: of a deadlock unless it is given. */
function retrace(
  built: Built,
  path: readonly Move[],
  witness?: string,
): Pick<Counterexample, 'prologue' | 'steps' | 'witness'> {
  const { prologue, steps } = replay(built, path);
  return { prologue, steps, witness: witness ?? stuckThread(built) ?? '' };
}

function sample(
  job: CheckJob,
  { subject, properties }: Part,
  { seed, runs }: NonNullable<CheckJob['sampling']>,
  design: AnyDesign,
): Result[] {
  const what = `random systems of ${design.id}`;
  const progress = (n: number): void => job.progress?.({ what, done: n, unit: 'systems' });
  const drawn = subject.random!.draw(seed, runs, design);
  return sampleSystems(subject, drawn, design, properties, { seed, progress }).map((s): Result => {
    const { found, property, verdict, limit } = s;
    let trace: Counterexample | undefined;
    if (found) {
      const { topology, scenario, path, minimal, witness } = found;
      const built = subject.build(topology, design, scenario);
      const cone = subject.coneOf(topology, scenario);
      const token = encodeToken({ design: design.id, property: property.id, topology: cone, scenario, path });
      const setting = subject.settingOf(topology, scenario);
      trace = { ...retrace(built, path, witness), token, minimal, setting };
    }
    const known = job.records.expectedOfSamples(property.id, design.id);
    return {
      property: property.id,
      design: design.id,
      topology: RANDOM,
      scenario: RANDOM,
      verdict,
      expected: known,
      basis: job.records.basis(property.id, design.id, RANDOM),
      exhaustive: false,
      states: s.states,
      transitions: s.transitions,
      depth: s.depth,
      runs: s.runs,
      ...(trace ? { trace } : {}),
      ...(limit === undefined ? {} : { limit }),
    };
  });
}
