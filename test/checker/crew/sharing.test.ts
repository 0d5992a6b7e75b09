import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';

interface Job {
  readonly of: object;
  readonly keepEdges?: boolean;
  readonly maxStates?: number;
  readonly stopAfter?: number;
}

interface Found {
  readonly states: number;
  readonly limit?: string;
  readonly byWorkers: number;
  readonly mishaps: readonly string[];
  readonly watched: readonly (readonly [string, boolean, number, number, string])[];
}

const M32 = { devices: 3, pirqs: 2 };
const M42 = { devices: 4, pirqs: 2 };

/** Everything that searches found out; in a process of their own, since workers need the compiled code. */
function found(...jobs: object[]): Found[] {
  const program = join(import.meta.dirname, 'search.mjs');
  return JSON.parse(
    execFileSync(process.execPath, [program, JSON.stringify(jobs)], { encoding: 'utf8' }),
  ) as Found[];
}

const without = (f: Found): object => ({ ...f, byWorkers: 0, mishaps: [] });

/** The same search by one thread, and by several that join before a state. Returns what was found, if that is the same. */
function same(job: Job, threads: number, from: number): Found {
  const [alone, shared] = found(job, { ...job, sharing: { threads, from } }) as [Found, Found];
  expect(without(shared)).toEqual(without(alone));
  return shared;
}

/** On a busy machine one thread may have searched a small system before another wakes up: then it is searched once more. */
function withWorkers(search: () => Found): Found {
  let one = search();
  for (let more = 0; more < 10 && one.byWorkers === 0 && one.mishaps.length === 0; more++) one = search();
  return one;
}

test.each([
  [{ of: M32 }, 2, 1],
  [{ of: M32 }, 3, 7],
  [{ of: M32, keepEdges: true }, 2, 1],
  [{ of: M32, keepEdges: true }, 5, 100],
  [{ of: { ...M32, variant: { grantsGsi: true } } }, 3, 1],
  [{ of: M42 }, 4, 5000],
  [{ of: { design: 'rfc-base', scenario: 'T2/irq-as-gsi' }, keepEdges: true }, 2, 1],
  [{ of: { design: 'rfc-base', scenario: 'T1/two-at-once' }, keepEdges: true }, 3, 1],
  [{ of: { design: 'pvh-6.12-4.20', scenario: 'T2/back-to-dom0' }, keepEdges: true }, 2, 1000],
  [{ of: { design: 'pv-6.12-4.20', scenario: 'T4/round-trip' } }, 2, 1],
])('states, their numbers, edges, verdicts, counts: %j by %i threads from state %i', (job, threads, from) => {
  expect(withWorkers(() => same(job, threads, from)).byWorkers).toBeGreaterThan(0);
});

test.each([false, true])(
  'workers that come while the search goes on take over what it has found by the way (edges: %s)',
  (keepEdges) => {
    const job = { of: { devices: 5, pirqs: 2 }, keepEdges, maxStates: 3e6 };
    const [alone, joined] = found(job, { ...job, whenReady: true }) as [Found, Found];
    expect(without(joined)).toEqual(without(alone));
    expect(joined.byWorkers).toBeGreaterThan(0);
    expect(joined.byWorkers).toBeLessThan(joined.states - 10_000);
  },
);

test('a limit on states ends a shared search at the same state, in the middle of whatever', () => {
  const limits = [1, 2, 10, 333, 1000, 1001, 1002, 2500, 4096, 5000];
  const jobs = limits.map((maxStates) => ({
    of: { ...M32, variant: { grantsGsi: true } },
    maxStates,
  }));
  const alone = found(...jobs).map(without);
  const shared = found(...jobs.map((job) => ({ ...job, sharing: { threads: 2, from: 1 } }))).map(without);
  expect(shared).toEqual(alone);
  const kept = limits.map((maxStates) => ({
    of: { design: 'rfc-base', scenario: 'T1/two-at-once' },
    keepEdges: true,
    maxStates,
  }));
  expect(found(...kept.map((job) => ({ ...job, sharing: { threads: 3, from: 1 } }))).map(without)).toEqual(
    found(...kept).map(without),
  );
});

test('a bound of the model ends a shared search with the same states', () => {
  const { limit, mishaps } = same({ of: { ...M32, bound: 28 } }, 2, 1);
  expect(limit).toContain('the model');
  expect(mishaps).toEqual([]);
});

test.each([
  ['starts badly', 'a worker has died (Error: a mishap)'],
  ['throws', 'a worker has failed (Error: a mishap)'],
  ['exits', 'a worker has died'],
])('a worker that %s is done without, and somebody is told why', (mishap, why) => {
  const { byWorkers, mishaps } = withWorkers(() => same({ of: { ...M42, mishap } }, 3, 100));
  expect(mishaps).toEqual([why]);
  if (mishap === 'starts badly') expect(byWorkers).toBe(0);
});

test('where a worker dies and there is no memory to go on without, the search ends by the limit', () => {
  const job = {
    of: { ...M42, mishap: 'throws' },
    maxBytes: 100_000,
    sharing: { threads: 2, from: 100 },
  };
  const { states, limit } = withWorkers(() => found(job)[0]!);
  expect(limit).toMatch(
    /^a worker has failed \(Error: a mishap\), and to go on without workers takes another [\d.]+ KiB of memory; every run of up to \d+ steps/,
  );
  expect(states).toBeGreaterThan(100);
  const [bounded] = found({ of: { ...M32, bound: 28 }, maxBytes: 20_000, sharing: { threads: 2, from: 1 } });
  expect(bounded!.limit).toMatch(/^a worker has met a bound of the model, and to go on/);
});

test('a checkpoint of a shared search is one of any search', () => {
  const shared = { threads: 2, from: 1000 };
  const [whole, ...halves] = found(
    { of: M42, keepEdges: true },
    { of: M42, keepEdges: true, first: shared },
    { of: M42, keepEdges: true, first: shared, second: shared },
    { of: M42, keepEdges: true, first: null, second: { threads: 3, from: 1 } },
  );
  for (const half of halves) expect(without(half)).toEqual(without(whole!));
});

test('a search that is finished, and goes on all the same, finds nothing more', () => {
  const shared = { threads: 2, from: 1 };
  const job = { of: M32, keepEdges: true };
  const [whole, ...again] = found(
    job,
    { ...job, finished: true, first: null },
    { ...job, finished: true, first: shared, second: shared },
  );
  for (const one of again) expect(without(one)).toEqual(without(whole!));
});

test('an interrupted search says how far it came', () => {
  const job = { of: M42, stopAfter: 30_000, sharing: { threads: 2, from: 1 } };
  const { states, limit, byWorkers } = withWorkers(() => found(job)[0]!);
  expect(limit).toMatch(/^interrupted; every run of up to \d+ steps was searched$/);
  expect(states).toBeGreaterThan(30_000);
  expect(states).toBeLessThan(78_009);
  expect(byWorkers).toBeGreaterThan(0);
});
