import type { Solutions } from './solve.js';
import type { Combination } from './space.js';

/** What the search is done with; questions are numbers. */
export interface Solver {
  /** The combinations with the fewest changes that turn these questions green. */
  solve(questions: readonly number[]): Promise<Solutions>;
  /** The questions that are red under a combination. */
  reds(combination: Combination): Promise<number[]>;
  /** Is told what is being looked for. */
  say(what: string): void;
}

/** What came of the search for a combination under which everything is green. */
export interface Synthesis {
  /** The combinations with the fewest changes under which all questions are green but those given up. */
  readonly best: Solutions;
  /** Questions that each by itself is red under every combination. */
  readonly hopeless: readonly number[];
  /** The smallest set of questions, none of them hopeless, of which every combination leaves one red; empty if there is none. */
  readonly core: readonly number[];
  /** The questions that are red under `best`: none can be turned green without the loss of another. */
  readonly givenUp: readonly number[];
}

/**
 * Looks for the combinations with the fewest changes under which all questions are green; where there is none, for the
 * smallest set of questions that no combination satisfies together, and for the combinations that satisfy as many others as
 * can be added one after another, in the order of the questions.
 */
export async function synthesise(
  solver: Solver,
  questions: readonly number[],
  base: Combination,
): Promise<Synthesis> {
  const redUnder = async (combination: Combination): Promise<number[]> =>
    (await solver.reds(combination)).filter((q) => questions.includes(q));
  let red = await redUnder(base);
  let best: Solutions = { changes: 0, combinations: [base] };
  const givenUp: number[] = [];
  for (const q of red) {
    if (!red.includes(q)) continue;
    solver.say(`${red.length - givenUp.length} questions are left`);
    const found = await solver.solve(questions.filter((other) => other === q || !red.includes(other)));
    if (found.changes === null) givenUp.push(q);
    else {
      best = found;
      red = await redUnder(found.combinations[0]!);
    }
  }
  const hopeless: number[] = [];
  for (const q of givenUp) if ((await solver.solve([q])).changes === null) hopeless.push(q);
  const hopefulRed = async (combination: Combination): Promise<number[]> =>
    (await redUnder(combination)).filter((q) => !hopeless.includes(q));
  const others = givenUp.filter((q) => !hopeless.includes(q));
  const core = others.length === 0 ? [] : await smallestCore(solver, hopefulRed, others);
  return { best, hopeless, core, givenUp };
}

/**
 * The smallest set of questions that no combination satisfies together, by implicit hitting sets: whatever is red under some
 * combination meets every such set, so the smallest set that meets all red sets found so far is either one itself or yields a
 * new combination. `lost` is the first red set.
 */
async function smallestCore(
  solver: Solver,
  redUnder: (combination: Combination) => Promise<number[]>,
  lost: readonly number[],
): Promise<number[]> {
  const redSets: (readonly number[])[] = [lost];
  for (;;) {
    const core = smallestHittingSet(redSets);
    solver.say(`can ${core.length} of them be green together?`);
    const { combinations } = await solver.solve(core);
    if (combinations.length === 0) return core;
    redSets.push(await redUnder(combinations[0]!));
  }
}

/** The smallest set that meets all sets, the first in order of the numbers. */
export function smallestHittingSet(sets: readonly (readonly number[])[]): number[] {
  for (let size = 0; ; size++) {
    const found = hitting(sets, size);
    if (found) return found.sort((a, b) => a - b);
  }
}

function hitting(sets: readonly (readonly number[])[], size: number): number[] | null {
  const [first, ...others] = sets;
  if (!first) return [];
  if (size === 0) return null;
  for (const q of first) {
    const rest = hitting(
      others.filter((s) => !s.includes(q)),
      size - 1,
    );
    if (rest) return [q, ...rest];
  }
  return null;
}
