import fc from 'fast-check';
import { sampleSystems } from '../checker/random-systems.js';
import type { Sampler } from '../checker/sampler.js';
import { integerSeed } from '../generators/seed.js';
import { systems } from '../generators/system.js';
import type { Design } from '../model/designs/design.js';

/** Random machines with random scripts, from a named seed: the same for every design. */
export const sampler: Sampler<Design> = (design, properties, options) => {
  const { seed, runs } = options;
  const drawn = fc.sample(systems({ designs: [design], firmwareLies: 0 }), {
    numRuns: runs,
    seed: integerSeed(seed),
  });
  return sampleSystems(drawn, design, properties, options);
};
