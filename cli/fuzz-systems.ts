import fc from 'fast-check';
import type { Reproducer } from '../checker/reductions.js';
import { isTruthful } from '../checker/truthful.js';
import { scriptPlan, writeScripts } from '../generators/script.js';
import { integerSeed } from '../generators/seed.js';
import { systems } from '../generators/system.js';
import type { Topology } from '../model/hardware/topology.js';

/** Systems drawn at once: drawing one by one costs more than building it. */
const BATCH = 24;
/** One system in so many is on a machine that is known. */
const ONE_IN = 3;

/**
 * Systems without end, the same for the same seed: random scripts on random machines, and now and then on one of the known
 * machines in turn, as far as their firmware tells the truth. With `only` on no others, as they are.
 */
export function* fuzzSystems(
  seed: string,
  machines: readonly Topology[],
  { only = false } = {},
): Generator<Reproducer, void> {
  for (const system of everySystem(seed, machines, only)) if (only || isTruthful(system)) yield system;
}

function* everySystem(
  seed: string,
  machines: readonly Topology[],
  only: boolean,
): Generator<Reproducer, never> {
  const random = systems({ firmwareLies: 0 }).map(({ topology, scenario }) => ({ topology, scenario }));
  let turn = 0;
  for (let batch = 0; ; batch++) {
    const draw = <T>(what: fc.Arbitrary<T>, label: string): T[] =>
      fc.sample(what, { numRuns: BATCH, seed: integerSeed(seed, `${label}/${batch}`) });
    const plans = draw(scriptPlan, 'scripts');
    const drawn = only ? [] : draw(random, 'systems');
    for (const [i, plan] of plans.entries()) {
      if (!only) yield drawn[i]!;
      if (machines.length === 0 || (!only && i % (ONE_IN - 1) !== 0)) continue;
      const topology = machines[turn++ % machines.length]!;
      yield { topology, scenario: writeScripts(plan, topology).scenario };
    }
  }
}
