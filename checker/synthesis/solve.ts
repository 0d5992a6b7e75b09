import { sizeOf } from './cube.js';
import type { Known } from './knowledge.js';
import type { Combination } from './space.js';
import { Uncovered } from './uncovered.js';

/** How to look for combinations. */
export interface Search {
  /** Those that differ least from this one come first; the base if nothing is said. */
  readonly near?: Combination;
  /** Most choices that may differ from the base. */
  readonly mostChanges?: number;
  /** Called now and then; may throw to make an end. */
  readonly progress?: (changes: number) => void;
}

/**
 * The combinations under which all questions are green, those nearest to the one given first; ends when each other one is known to
 * be meaningless or refuted. Refutations are looked for one at a time: the first combination that is not refuted yet is tried, and
 * what refutes it refutes a whole cube of them.
 */
export function* solutions(
  knowledge: Known,
  questions: readonly number[],
  { near, mostChanges, progress }: Search = {},
): Generator<Combination, void> {
  const { space } = knowledge;
  const left = new Uncovered(space, { near, mostChanges });
  for (const { cube } of knowledge.nonsense) left.cover(cube);
  for (const q of questions) for (const { cube } of knowledge.refutations[q]!) left.cover(cube);
  // The question that has refuted most is asked first: few questions are enough to refute what is refuted at all.
  const refuted = new Map(questions.map((q) => [q, 0]));
  const asked = [...questions];
  for (let at = left.next(); at !== undefined; at = left.next()) {
    progress?.(changesOf(at));
    const nonsense = knowledge.meaningless(at);
    if (nonsense) {
      left.cover(nonsense.cube);
      continue;
    }
    const refutation = firstOf(asked, (q) => knowledge.refutation(q, at));
    if (!refutation) {
      yield at;
      left.cover(at.map((value) => 1 << value));
      continue;
    }
    const { question, cube } = refutation;
    left.cover(cube);
    refuted.set(question, refuted.get(question)! + sizeOf(cube));
    asked.sort((a, b) => refuted.get(b)! - refuted.get(a)!);
  }
}

function firstOf<T, R>(list: readonly T[], of: (item: T) => R | null): R | null {
  for (const item of list) {
    const found = of(item);
    if (found !== null) return found;
  }
  return null;
}

/** The nearest combination under which all questions are green; null if there is none. */
export const solve = (
  knowledge: Known,
  questions: readonly number[],
  search: Search = {},
): Combination | null => solutions(knowledge, questions, search).next().value ?? null;

/** How many choices a combination makes otherwise than the base. */
export const changesOf = (c: Combination): number => c.filter((v) => v !== 0).length;
