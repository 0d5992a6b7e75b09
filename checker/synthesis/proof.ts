import type { Move } from '../../model/system.js';
import { isWithin, sizeOf, type Cube } from './cube.js';
import type { Knowledge, Nonsense, Refutation } from './knowledge.js';
import { violates, type Question } from './question.js';
import type { Space } from './space.js';
import { Uncovered } from './uncovered.js';
import { watched } from './watched.js';
import type { Subject } from '../subject.js';

/** Why no combination turns some questions green: each is in one of these cubes. */
export interface Proof {
  readonly nonsense: readonly Nonsense[];
  readonly refutations: readonly Refutation[];
  /** Combinations of all cubes of nonsense together, and of each question's refutations, in the order of the questions. */
  readonly sizes: { readonly nonsense: number; readonly refuted: readonly number[] };
}

/**
 * The proof that no combination turns these questions green, out of what is known; null if that does not prove it. Of cubes that
 * lie in others the larger ones are enough.
 */
export function proofOf(
  { space, nonsense, refutations }: Knowledge,
  questions: readonly number[],
  mostChanges?: number,
): Proof | null {
  const left = new Uncovered(space, { mostChanges });
  const cover = (cubes: readonly { readonly cube: Cube }[]): number => {
    const own = new Uncovered(space);
    for (const { cube } of cubes) {
      left.cover(cube);
      own.cover(cube);
    }
    return own.taken;
  };
  const largest = <T extends { readonly cube: Cube }>(list: readonly T[]): T[] => {
    const sorted = [...list].sort((a, b) => sizeOf(b.cube) - sizeOf(a.cube));
    return sorted.filter((one, i) => !sorted.slice(0, i).some((other) => isWithin(one.cube, other.cube)));
  };
  const used = questions.map((q) => largest(refutations[q]!));
  const senseless = largest(nonsense);
  const sizes = { nonsense: cover(senseless), refuted: used.map(cover) };
  return left.next() === undefined ? { nonsense: senseless, refutations: used.flat(), sizes } : null;
}

/**
 * Checks a proof against the model as it is: each cube, by taking its run again and noting on what that depends, and that
 * together they are all combinations. Returns what is wrong, or null.
 */
export function recheck(
  subject: Subject,
  space: Space,
  questions: readonly Question[],
  {
    nonsense,
    refutations,
    mostChanges,
  }: Pick<Proof, 'nonsense' | 'refutations'> & { readonly mostChanges?: number | undefined },
): string | null {
  const left = new Uncovered(space, { mostChanges });
  for (const { cube, at } of nonsense) {
    const { record, seen } = watched(space.designOf(at));
    const isNonsense = (subject.meaningless?.(record) ?? null) !== null;
    if (!isNonsense || !isWithin(cube, space.cubeOf(seen, at)))
      return `${space.designOf(at).id} and its like are not meaningless`;
    left.cover(cube);
  }
  for (const { question, cube, at, because } of refutations) {
    const asked = questions[question]!;
    const path: readonly Move[] | null = 'path' in because ? because.path : null;
    const seen = path && violates(subject, asked, space.designOf(at), path);
    if (!seen || !isWithin(cube, space.cubeOf(seen, at)))
      return `${asked.one.scenario.name}: no violation of ${asked.property.id} under ${space.designOf(at).id} and its like`;
    left.cover(cube);
  }
  const open = left.next();
  return open === undefined ? null : `nothing is said of ${space.designOf(open).id}`;
}
