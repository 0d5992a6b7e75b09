import fc from 'fast-check';
import type { AnyDesign, Machine, RandomSystems, Reproducer, Subject } from '../checker/subject.js';
import { integerSeed } from '../generators/seed.js';
import type { Scenario } from '../model/scenario.js';

/** What random systems of a subject are made of. */
export interface Sources<T extends Machine, D extends AnyDesign> extends Pick<Subject<T>, 'isTruthful'> {
  /** Systems on machines whose firmware tells the truth, for one design or for any. */
  systems(design?: D): fc.Arbitrary<Reproducer<T>>;
  /** Scripts for whatever machine. */
  readonly scripts: fc.Arbitrary<(topology: T) => Scenario>;
}

/** Systems drawn at once: drawing one by one costs more than building it. */
const BATCH = 24;
/** One system in so many is on a machine that is known. */
const ONE_IN = 3;

export const randomSystems = <T extends Machine, D extends AnyDesign>(
  sources: Sources<T, D>,
): RandomSystems<T, D> => ({
  draw: (seed, n, design) => fc.sample(sources.systems(design), { numRuns: n, seed: integerSeed(seed) }),
  *endless(seed, known, only) {
    for (const system of everySystem(sources, seed, known, only))
      if (only || sources.isTruthful(system)) yield system;
  },
});

function* everySystem<T extends Machine, D extends AnyDesign>(
  sources: Sources<T, D>,
  seed: string,
  known: readonly T[],
  only: boolean,
): Generator<Reproducer<T>, never> {
  const random = sources.systems();
  let turn = 0;
  for (let batch = 0; ; batch++) {
    const draw = <V>(what: fc.Arbitrary<V>, label: string): V[] =>
      fc.sample(what, { numRuns: BATCH, seed: integerSeed(seed, `${label}/${batch}`) });
    const scripts = draw(sources.scripts, 'scripts');
    const drawn = only ? [] : draw(random, 'systems');
    for (const [i, scenarioFor] of scripts.entries()) {
      if (!only) yield drawn[i]!;
      if (known.length === 0 || (!only && i % (ONE_IN - 1) !== 0)) continue;
      const topology = known[turn++ % known.length]!;
      yield { topology, scenario: scenarioFor(topology) };
    }
  }
}
