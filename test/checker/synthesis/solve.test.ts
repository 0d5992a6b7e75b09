import { describe, expect, test } from 'vitest';
import { solve, type Solutions } from '../../../checker/synthesis/solve.js';
import type { Combination } from '../../../checker/synthesis/space.js';
import { smallestHittingSet, synthesise, type Synthesis } from '../../../checker/synthesis/synthesise.js';
import { Verdicts, type Known } from '../../../checker/synthesis/verdicts.js';

/** A made-up question: which dimensions it looks at, and when it is green. */
interface Rule {
  readonly looks: readonly number[];
  green(c: Combination): boolean;
}

const SIZES = [3, 4, 2, 2, 3];
const values = SIZES.map((n) => Array.from({ length: n }, () => null));
const order = [3, 0, 1, 4, 2];
const rule = (looks: readonly number[], green: Rule['green']): Rule => ({ looks, green });

function verdictsOf(rules: readonly Rule[]): Verdicts {
  const probe = (q: number, c: Combination): Known => {
    const { looks, green } = rules[q]!;
    return { mask: looks.reduce((m, d) => m | (1 << d), 0), green: green(c) };
  };
  return new Verdicts(rules.length, probe);
}

const everything = (): number[][] =>
  SIZES.reduce<number[][]>(
    (all, n) => all.flatMap((c) => Array.from({ length: n }, (_, v) => [...c, v])),
    [[]],
  );

const changesOf = (c: Combination): number => c.filter((v) => v !== 0).length;

/** By trying everything. */
function naive(rules: readonly Rule[]): Solutions {
  const green = everything().filter((c) => rules.every((r) => r.green(c)));
  if (green.length === 0) return { changes: null, combinations: [] };
  const changes = Math.min(...green.map(changesOf));
  return { changes, combinations: green.filter((c) => changesOf(c) === changes) };
}

const run = (
  rules: readonly Rule[],
  verdicts = verdictsOf(rules),
  asked = rules.map((_, q) => q),
): Solutions => solve({ values }, verdicts, asked, order, [], SIZES.length);

const sorted = ({ changes, combinations }: Solutions): unknown => [
  changes,
  combinations.map((c) => c.join('')).sort(),
];

/** Some rules of a seed, no two seeds alike. */
function rulesOf(seed: number): Rule[] {
  let state = seed + 1;
  const below = (n: number): number => (state = (state * 48271) % 2147483647) % n;
  return Array.from({ length: 2 + below(4) }, () => {
    const looks = SIZES.map((_, d) => d).filter(() => below(2) === 0);
    const salt = below(1000);
    return rule(looks, (c) => looks.reduce((h, d) => (h * 31 + c[d]! + 7) % 101, salt) % 5 > 1);
  });
}

describe('the combinations with the fewest changes', () => {
  test('are those that trying everything finds, all of them', () => {
    const found = Array.from({ length: 300 }, (_, seed) => rulesOf(seed));
    for (const rules of found) expect(sorted(run(rules))).toEqual(sorted(naive(rules)));
    expect(found.filter((rules) => naive(rules).changes === null).length).toBeGreaterThan(10);
    expect(found.filter((rules) => (naive(rules).changes ?? 0) > 1).length).toBeGreaterThan(10);
  });

  test('are found in parts as in one', () => {
    const rules = rulesOf(7);
    const parts = [0, 1].flatMap((v) =>
      solve({ values }, verdictsOf(rules), [0, 1], order, [v], SIZES.length),
    );
    const whole = run(rules, verdictsOf(rules), [0, 1]);
    const best = Math.min(...parts.map((p) => p.changes ?? Infinity));
    const together = parts.filter((p) => p.changes === best).flatMap((p) => p.combinations);
    expect(sorted({ changes: best, combinations: together })).toEqual(sorted(whole));
  });

  test('cost one search for all combinations that agree on what a question looks at', () => {
    const rules = [rule([0], (c) => c[0] === 1), rule([4], (c) => c[4] === 2)];
    const verdicts = verdictsOf(rules);
    run(rules, verdicts);
    expect(verdicts.probes).toBeLessThanOrEqual(SIZES[0]! + SIZES[4]!);
  });
});

describe('a synthesis', () => {
  const of = async (rules: readonly Rule[]): Promise<Synthesis> => {
    const verdicts = verdictsOf(rules);
    const all = rules.map((_, q) => q);
    const reds = async (c: Combination): Promise<number[]> => all.filter((q) => !rules[q]!.green(c));
    const solver = {
      solve: async (asked: readonly number[]) => run(rules, verdicts, [...asked]),
      reds,
      say() {},
    };
    return synthesise(
      solver,
      all,
      SIZES.map(() => 0),
    );
  };
  const yes = rule([2], () => true);
  const never = rule([0, 1], () => false);
  const first = rule([0], (c) => c[0] === 1);
  const second = rule([0, 1], (c) => c[0] === 2 && c[1] === 3);
  const fourth = rule([3], (c) => c[3] === 1);

  test('finds the smallest change that turns everything green', async () => {
    const found = await of([yes, second, fourth]);
    expect(found).toEqual({
      best: { changes: 3, combinations: [[2, 3, 0, 1, 0]] },
      hopeless: [],
      core: [],
      givenUp: [],
    });
  });

  test('tells what is hopeless by itself, and what then is best', async () => {
    const found = await of([yes, never, fourth]);
    expect(found).toMatchObject({ hopeless: [1], core: [], givenUp: [1], best: { changes: 1 } });
  });

  test('tells which questions exclude each other, and no more than these', async () => {
    const found = await of([yes, first, fourth, second]);
    expect(found).toMatchObject({ hopeless: [], core: [1, 3], givenUp: [3], best: { changes: 2 } });
  });

  test('keeps the hopeless out of the set that excludes each other', async () => {
    const found = await of([never, first, second]);
    expect(found).toMatchObject({ hopeless: [0], core: [1, 2], givenUp: [0, 2] });
  });
});

test('the smallest set that meets all sets', () => {
  expect(smallestHittingSet([])).toEqual([]);
  expect(smallestHittingSet([[3, 1], [2, 3], [3]])).toEqual([3]);
  expect(
    smallestHittingSet([
      [1, 2],
      [3, 4],
      [2, 4],
    ]),
  ).toEqual([1, 4]);
});
