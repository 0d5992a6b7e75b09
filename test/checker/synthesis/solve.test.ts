import { describe, expect, test } from 'vitest';
import { isIn, type Cube } from '../../../checker/synthesis/cube.js';
import type { Known, Nonsense, Refutation } from '../../../checker/synthesis/knowledge.js';
import { solutions, solve } from '../../../checker/synthesis/solve.js';
import type { Combination } from '../../../checker/synthesis/space.js';
import { smallestHittingSet, synthesise, type Synthesis } from '../../../checker/synthesis/synthesise.js';

/** A made-up question: which dimensions it looks at, and when it is green. */
interface Rule {
  readonly looks: readonly number[];
  green(c: Combination): boolean;
}

const SIZES = [3, 4, 2, 2, 3];
const values = SIZES.map((n) => Array.from({ length: n }, () => null));
const rule = (looks: readonly number[], green: Rule['green']): Rule => ({ looks, green });

/** Nothing is known at first of the rules, of which one may say which combinations are meaningless. */
function knowledgeOf(
  rules: readonly Rule[],
  meaning: Rule = rule([], () => true),
): Known & { asked: number } {
  const cubeOf = (looks: readonly number[], at: Combination): Cube =>
    values.map((v, d) => (looks.includes(d) ? 1 << at[d]! : 2 ** v.length - 1));
  const refutations: Refutation[][] = rules.map(() => []);
  const nonsense: Nonsense[] = [];
  return {
    space: { values },
    refutations,
    nonsense,
    searches: 0,
    asked: 0,
    meaningless(at) {
      if (meaning.green(at)) return null;
      nonsense.push({ cube: cubeOf(meaning.looks, at), at, why: 'made up' });
      return nonsense.at(-1)!;
    },
    refutation(question, at) {
      this.asked++;
      const known = refutations[question]!.find(({ cube }) => isIn(cube, at));
      const { looks, green } = rules[question]!;
      if (known || green(at)) return known ?? null;
      const found = { question, cube: cubeOf(looks, at), at, because: { undecided: 'made up' } };
      refutations[question]!.push(found);
      return found;
    },
  };
}

const everything = (): number[][] =>
  SIZES.reduce<number[][]>(
    (all, n) => all.flatMap((c) => Array.from({ length: n }, (_, v) => [...c, v])),
    [[]],
  );

const changesOf = (c: Combination): number => c.filter((v) => v !== 0).length;

/** By trying everything: those with the fewest changes. */
function naive(rules: readonly Rule[]): Combination[] {
  const green = everything().filter((c) => rules.every((r) => r.green(c)));
  const fewest = Math.min(...green.map(changesOf));
  return green.filter((c) => changesOf(c) === fewest);
}

const all = (rules: readonly Rule[]): number[] => rules.map((_, q) => q);

const sorted = (combinations: readonly Combination[]): string[] => combinations.map((c) => c.join('')).sort();

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
  const found = Array.from({ length: 300 }, (_, seed) => rulesOf(seed));

  test('are those that trying everything finds, all of them', () => {
    for (const rules of found) {
      const { best, red } = synthesise(knowledgeOf(rules), all(rules));
      expect(red.length === 0 ? sorted(best) : []).toEqual(sorted(naive(rules)));
    }
    expect(found.filter((rules) => naive(rules).length === 0).length).toBeGreaterThan(10);
    expect(found.filter((rules) => changesOf(naive(rules)[0] ?? []) > 1).length).toBeGreaterThan(10);
  });

  test('are all combinations that are green, nearest first', () => {
    for (const rules of found) {
      const near = [2, 1, 0, 1, 2];
      const distance = (c: Combination): number => c.filter((v, d) => v !== near[d]).length;
      const list = [...solutions(knowledgeOf(rules), all(rules), { near })];
      expect(sorted(list)).toEqual(sorted(everything().filter((c) => rules.every((r) => r.green(c)))));
      expect(list.map(distance)).toEqual(list.map(distance).sort((a, b) => a - b));
    }
  });

  test('leave out what is meaningless, and what changes too much', () => {
    const meaning = rule([1], (c) => c[1] !== 1);
    for (const rules of found) {
      const list = [...solutions(knowledgeOf(rules, meaning), all(rules), { mostChanges: 3 })];
      const expected = everything().filter(
        (c) => c[1] !== 1 && changesOf(c) <= 3 && rules.every((r) => r.green(c)),
      );
      expect(sorted(list)).toEqual(sorted(expected));
    }
  });

  test('cost one refutation for all combinations that agree on what it looked at', () => {
    const rules = [rule([0], (c) => c[0] === 1), rule([4], (c) => c[4] === 2)];
    const knowledge = knowledgeOf(rules);
    expect(solve(knowledge, [0, 1])).toEqual([1, 0, 0, 0, 2]);
    expect(knowledge.refutations.flat().length).toBeLessThanOrEqual(SIZES[0]! + SIZES[4]!);
  });
});

describe('a synthesis', () => {
  const of = (rules: readonly Rule[]): Synthesis => synthesise(knowledgeOf(rules), all(rules));
  const yes = rule([2], () => true);
  const never = rule([0, 1], () => false);
  const first = rule([0], (c) => c[0] === 1);
  const second = rule([0, 1], (c) => c[0] === 2 && c[1] === 3);
  const fourth = rule([3], (c) => c[3] === 1);

  test('finds the smallest change that turns everything green', () => {
    expect(of([yes, second, fourth])).toMatchObject({
      best: [[2, 3, 0, 1, 0]],
      fewest: true,
      hopeless: [],
      core: [],
      red: [],
      done: true,
    });
  });

  test('tells what is hopeless by itself, and what then is best', () => {
    expect(of([yes, never, fourth])).toMatchObject({
      hopeless: [1],
      core: [],
      red: [1],
      best: [[0, 0, 0, 1, 0]],
      done: true,
    });
  });

  test('tells which questions exclude each other, and no more than these', () => {
    const found = of([yes, first, fourth, second]);
    expect(found).toMatchObject({ hopeless: [], core: [1, 3], red: [3], best: [[1, 0, 0, 1, 0]] });
    expect(found.without.map((c) => [second.green(c), first.green(c)])).toEqual([
      [true, false],
      [false, true],
    ]);
  });

  test('keeps the hopeless out of the set that excludes each other', () => {
    expect(of([never, first, second])).toMatchObject({ hopeless: [0], core: [1, 2], red: [0, 2] });
  });

  test('finds the smallest set that excludes each other, and gives nothing up that could be kept', () => {
    const subsets = (n: number): number[][] =>
      Array.from({ length: 2 ** n }, (_, bits) =>
        Array.from({ length: n }, (_x, q) => q).filter((q) => bits & (1 << q)),
      );
    let cores = 0;
    for (let seed = 0; seed < 1000; seed++) {
      const rules = rulesOf(seed);
      const { core, hopeless, red, best } = of(rules);
      const isGreen = (c: Combination, asked: readonly number[]): boolean =>
        asked.every((q) => rules[q]!.green(c));
      const canBeGreen = (asked: readonly number[]): boolean => everything().some((c) => isGreen(c, asked));
      const impossible = subsets(rules.length).filter(
        (s) => !canBeGreen(s) && !s.some((q) => hopeless.includes(q)),
      );
      expect(core.length).toBe(impossible.length === 0 ? 0 : Math.min(...impossible.map((s) => s.length)));
      if (core.length > 0) expect(impossible).toContainEqual(core);
      const kept = all(rules).filter((q) => !red.includes(q));
      expect(isGreen(best[0]!, kept)).toBe(true);
      for (const q of red) expect(canBeGreen([...kept, q])).toBe(false);
      if (core.length > 0) cores++;
    }
    expect(cores).toBeGreaterThan(10);
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
