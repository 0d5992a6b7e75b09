import type { Known } from './knowledge.js';
import { changesOf, solutions, solve, type Search } from './solve.js';
import type { Combination } from './space.js';

/** What came of the search for a combination under which everything is green; grows while it goes on. */
export interface Synthesis {
  /** Combinations under which all questions are green but those in `red`. */
  readonly best: readonly Combination[];
  readonly red: readonly number[];
  /**
   * What is known of the choices of `best`: there are no others with as few changes and no fewer are enough, or only that none of
   * the changes can be left out.
   */
  readonly fewest: boolean;
  /** Questions that each by itself is red under every combination. */
  readonly hopeless: readonly number[];
  /** A set of other questions, no smaller one exists, of which every combination leaves one red; empty if there is none. */
  readonly core: readonly number[];
  /** For each question of `core` a combination under which all others of it are green. */
  readonly without: readonly Combination[];
  /** Is the search at its end? Else none of `red` is known to be in the way of the others. */
  readonly done: boolean;
}

export interface SynthesisOptions {
  /** Most choices that may differ from the base. */
  readonly mostChanges?: number | undefined;
  /** Is told what is being looked for. */
  readonly say?: (what: string) => void;
  /** Is told what is known by now. */
  readonly known?: (synthesis: Synthesis) => void;
}

/**
 * Looks for the combinations with the fewest changes under which all questions are green. Where there is none: for the questions
 * that are hopeless by themselves, for the smallest set of others that no combination satisfies together, and for a combination
 * that satisfies as many others as can be added one after another, in their order.
 */
export function synthesise(
  knowledge: Known,
  questions: readonly number[],
  { mostChanges, say = () => {}, known = () => {} }: SynthesisOptions = {},
): Synthesis {
  const origin: Combination = knowledge.space.values.map(() => 0);
  const limits = mostChanges === undefined ? {} : { mostChanges };
  const search = (what: string): Search => ({
    ...limits,
    progress: (changes) => say(`${what}, ${changes} changes, ${knowledge.searches} systems searched`),
  });
  const redUnder = (c: Combination): number[] => questions.filter((q) => knowledge.refutation(q, c));
  let found: Synthesis = {
    best: [origin],
    red: redUnder(origin),
    fewest: false,
    hopeless: [],
    core: [],
    without: [],
    done: false,
  };
  const learn = (more: Partial<Synthesis>): void => known((found = { ...found, ...more }));
  learn({});

  const all = fewestChanges(solutions(knowledge, questions, search('everything green')));
  if (all.length > 0) {
    learn({ best: all, red: [], fewest: true, done: true });
    return found;
  }
  const conflict = conflictOf(knowledge, questions, search);
  learn(conflict);

  const lost = new Set(conflict.hopeless);
  for (;;) {
    const next = found.red.find((q) => !lost.has(q));
    if (next === undefined) break;
    const kept = questions.filter((q) => !found.red.includes(q));
    const [near] = found.best as [Combination];
    const left = `${found.red.length} cells are red, ${lost.size} of them for good`;
    const better = solve(knowledge, [next, ...kept], { ...search(left), near });
    if (better) learn({ best: [better], red: redUnder(better) });
    else lost.add(next);
  }
  const kept = questions.filter((q) => !lost.has(q));
  learn({ best: [withoutNeedless(knowledge, kept, found.best[0]!)], done: true });
  return found;
}

/** Which of some questions that no combination turns green together are in the way. */
export function conflictOf(
  knowledge: Known,
  questions: readonly number[],
  search: (what: string) => Search = () => ({}),
): Pick<Synthesis, 'hopeless' | 'core' | 'without'> {
  const canBeGreen = (asked: readonly number[], what: string): Combination | null =>
    solve(knowledge, asked, search(what));
  const origin = knowledge.space.values.map(() => 0);
  const red = questions.filter((q) => knowledge.refutation(q, origin));
  const hopeless = red.filter((q) => canBeGreen([q], 'each by itself') === null);
  const others = questions.filter((q) => !hopeless.includes(q));
  if (hopeless.length > 0 && canBeGreen(others, 'all others') !== null)
    return { hopeless, core: [], without: [] };
  const core = smallestCore(knowledge, others, (n) => search(`can ${n} of them be green together?`));
  const allBut = (q: number): number[] => core.filter((other) => other !== q);
  return { hopeless, core, without: core.map((q) => canBeGreen(allBut(q), 'all but one')!) };
}

/** Of combinations in the order of their changes, those that have as few as the first. */
function fewestChanges(all: Iterable<Combination>): Combination[] {
  const first: Combination[] = [];
  for (const c of all) {
    if (first.length > 0 && changesOf(c) > changesOf(first[0]!)) break;
    first.push(c);
  }
  return first;
}

/** Takes back changes that are not needed for these questions, the last first, until each is. */
function withoutNeedless(knowledge: Known, questions: readonly number[], c: Combination): Combination {
  for (let d = c.length - 1; d >= 0; d--) {
    if (c[d] === 0) continue;
    const less = c.with(d, 0);
    if (knowledge.meaningless(less) || questions.some((q) => knowledge.refutation(q, less))) continue;
    return withoutNeedless(knowledge, questions, less);
  }
  return c;
}

/**
 * The smallest set of questions that no combination satisfies together, by implicit hitting sets: whatever is red under some
 * combination meets every such set, so the smallest set that meets all red sets found so far is either one itself or yields a
 * new combination. Of several it is the first in the order of the questions.
 */
function smallestCore(
  knowledge: Known,
  questions: readonly number[],
  search: (size: number) => Search,
): number[] {
  const redSets: (readonly number[])[] = [];
  for (;;) {
    const core = smallestHittingSet(redSets);
    const c = solve(knowledge, core, search(core.length));
    if (c === null) return core;
    redSets.push(questions.filter((q) => knowledge.refutation(q, c)));
  }
}

/** The smallest set that meets all sets; of several the first in the order of the numbers. */
export function smallestHittingSet(sets: readonly (readonly number[])[]): number[] {
  for (let size = 0; ; size++) {
    const found = hitting(sets, size, -1);
    if (found) return found;
  }
}

/** Numbers in ascending order, all beyond `beyond`. */
function hitting(sets: readonly (readonly number[])[], size: number, beyond: number): number[] | null {
  if (sets.length === 0) return [];
  if (size === 0) return null;
  // The smallest number of the set meets, besides others, the set whose largest number is the smallest.
  const last = Math.min(...sets.map((s) => Math.max(...s)));
  const candidates = [...new Set(sets.flat())].filter((q) => q > beyond && q <= last);
  for (const q of candidates.sort((a, b) => a - b)) {
    const rest = hitting(
      sets.filter((s) => !s.includes(q)),
      size - 1,
      q,
    );
    if (rest) return [q, ...rest];
  }
  return null;
}
