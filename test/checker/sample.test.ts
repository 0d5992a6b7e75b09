import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { explore } from '../../checker/explore.js';
import { judge } from '../../checker/judge.js';
import { Sampling, sample } from '../../checker/sample.js';
import { chosenMove } from '../../checker/schedule.js';
import { schedules } from '../../generators/schedule.js';
import { assertSeeded, integerSeed } from '../../generators/seed.js';
import { systems } from '../../generators/system.js';
import { buildSystem } from '../../model/build.js';
import { properties } from '../../properties/index.js';
import { artificial, attaching, interrupting } from './systems.js';

const isAssigned = artificial('always', ({ model: m }) => m.xen.owner[0] === 3);

describe('a value of a schedule', () => {
  test('is a thread that can move, and one of its outcomes', () => {
    const { system } = attaching();
    const n = system.moves();
    const threadOf = (v: number): number => system.moveThread[chosenMove(system, n, v)]!;
    expect(n).toBe(2);
    expect([threadOf(0), threadOf(1)]).toEqual([0, 1]);
    // The third thread is QEMU, which nobody has asked for anything: the next one that can move is the first.
    expect(system.programs.length).toBe(3);
    expect([threadOf(2), threadOf(3), threadOf(4)]).toEqual([0, 0, 1]);
  });

  test('reaches every possible move', () => {
    const { system } = attaching();
    for (let step = 0; step < 30; step++) {
      const n = system.moves();
      const reached = new Set(Array.from({ length: 64 }, (_, v) => chosenMove(system, n, v)));
      expect(reached.size).toBe(n);
      const i = chosenMove(system, n, step);
      system.fire(system.moveThread[i]!, system.moveOutcome[i]!);
    }
  });
});

test('the empty schedule takes the threads in turn to their end', () => {
  const result = sample(attaching(), [], [[]]);
  expect(result).toMatchObject({ runs: 1, violation: null });
  expect(result.steps).toBeGreaterThan(40);
  // Both scripts have been gone through but for their error paths.
  expect(result.taken[1]!.filter(Boolean).length).toBeGreaterThan(10);
});

test('reports the path to a violation, which can be fired again', () => {
  const built = attaching();
  const { violation } = sample(built, [isAssigned], [[]]);
  expect(violation).toMatchObject({ property: { id: 'X1' }, witness: 'it is bad' });
  expect(judge(built, isAssigned, violation!.path)).toBe('it is bad');
  expect(judge(built, isAssigned, violation!.path.slice(0, -1))).toBeNull();
});

test('a violation in the initial state has an empty path', () => {
  const always = artificial('always', () => true);
  expect(sample(attaching(), [always], [[1, 2]]).violation?.path).toEqual([]);
});

describe('at rest', () => {
  test('is judged only at the end', () => {
    const unfinished = artificial('at-rest', ({ system }) => system.at(0) !== undefined);
    const finished = artificial('at-rest', ({ system }) => system.at(0) === undefined);
    expect(sample(attaching(), [unfinished], [[0, 0, 0], []]).violation).toBeNull();
    const { violation } = sample(attaching(), [finished], [[0, 0, 0]]);
    expect(violation!.path.length).toBeGreaterThan(30);
  });

  test('hardware that repeats for ever is followed, and what it passes through is no rest', () => {
    const built = interrupting();
    const unserved = artificial('at-rest', ({ model: m }) => m.hw.served[0] === 0);
    const served = artificial('at-rest', ({ model: m }) => m.hw.served[0] !== 0);
    expect(sample(built, [unserved], [[]]).violation).toBeNull();
    const { violation } = sample(built, [served], [[]]);
    expect(judge(built, served, violation!.path)).toBe('it is bad');
  });
});

test('a sampled violation is a violation of the searched system, and what is at rest agrees', () => {
  for (const s of fc.sample(systems(), { seed: integerSeed('agreement'), numRuns: 60 })) {
    const built = buildSystem(s.topology, s.design, s.scenario);
    const found = explore(built, properties, { maxStates: 20_000 });
    if (found.limit !== undefined) continue;
    for (const { property, verdict, path } of found.findings) {
      const random = fc.sample(schedules(), { seed: integerSeed('agreement', property.id), numRuns: 20 });
      const { violation } = sample(built, [property], random);
      if (!violation) continue;
      expect(verdict, property.id).toBe('violated');
      expect(violation.path.length).toBeGreaterThanOrEqual(path!.length);
      expect(judge(built, property, violation.path), property.id).toBe(violation.witness);
    }
  }
}, 60_000);

test('fast-check finds a seeded bug and shrinks the schedule', () => {
  const built = attaching();
  const sampling = new Sampling(built, [
    artificial('always', ({ model: m }) => m.linux.handler[1] !== 0 && m.linux.driver[0] === 2),
  ]);
  expect(() =>
    assertSeeded(
      'bug',
      fc.property(schedules(), (s) => sampling.of(s) === null),
    ),
  ).toThrow(/Counterexample: \[\[\]\]/);
});
