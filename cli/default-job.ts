import type { CheckJob } from '../checker/run-check.js';
import { designs } from '../model/designs/index.js';
import { properties } from '../properties/index.js';
import { records } from './built-in.js';
import { casesOf } from './cases.js';
import { sampler } from './sampler.js';

/** Seed of the random systems of a check that names none. */
export const SEED = 'pirqcheck';
/** Random systems of each design in a check that says nothing else. */
export const RUNS = 30;

/** What `pirqcheck check` does when nothing is chosen, and what expected verdicts are recorded of. */
export const defaultJob = (): CheckJob => ({
  designs,
  properties,
  deadlocks: true,
  cases: casesOf({}),
  records,
  sampling: { sampler, seed: SEED, runs: RUNS },
});
