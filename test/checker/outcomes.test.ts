import { expect, test } from 'vitest';
import { builtIn } from '../../bench/x86.js';
import { deadlock } from '../../checker/deadlock.js';
import { explore } from '../../checker/explore.js';
import { observationOf, outcomesOf } from '../../checker/outcomes.js';
import { designs } from '../../model/designs/index.js';
import { properties } from '../../properties/index.js';
import { litmus } from '../../properties/litmus/scenarios.js';
import { artificial, attaching } from './systems.js';

/** The thread of that name has come to its end. */
const ended =
  (...names: string[]) =>
  ({ system }: ReturnType<typeof attaching>): boolean =>
    names.every((name) => system.at(system.programs.findIndex((p) => p.thread === name)) === undefined);

test('what every run passes through is seen always, whatever kind of property asks', () => {
  for (const kind of ['always', 'quiescent', 'step', 'at-rest'] as const) {
    const counted = outcomesOf(attaching(), artificial(kind, ended('a')));
    expect([kind, observationOf(counted)]).toEqual([kind, 'always']);
  }
});

test('what no run comes to is seen never, and the outcomes are those of the search', () => {
  const never = outcomesOf(
    attaching(),
    artificial('always', () => false),
  );
  expect(observationOf(never)).toBe('never');
  expect(never.unseen).toBe(outcomesOf(attaching(), deadlock).unseen);
});

test('what depends on who is first is seen sometimes, and a set reached both ways is two outcomes', () => {
  const built = attaching();
  const none = outcomesOf(
    built,
    artificial('always', () => false),
  );
  const aFirst = outcomesOf(
    built,
    artificial('always', (b) => ended('a')(b as typeof built) && !ended('b')(b as typeof built)),
  );
  expect(observationOf(aFirst)).toBe('sometimes');
  expect(aFirst.seen + aFirst.unseen).toBe(2 * none.unseen);
});

test('a violation is observed exactly where the search finds one', () => {
  const scenarios = litmus.filter((l) => l.asks !== undefined);
  expect(scenarios.length).toBeGreaterThan(5);
  for (const { name, asks } of scenarios)
    for (const { id } of designs) {
      const property = properties.find((p) => p.id === asks)!;
      const [finding] = explore(builtIn(id, name), [property]).findings;
      const observed = observationOf(outcomesOf(builtIn(id, name), property)) !== 'never';
      expect([name, id, observed]).toEqual([name, id, finding!.verdict === 'violated']);
    }
});
