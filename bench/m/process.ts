import { explore, type ExploreOptions } from '../../checker/explore.js';
import { buildM } from './model.js';
import { propertiesOfM } from './properties.js';
import { symmetryOfM } from './symmetry.js';
import { sourceOfM } from './system-of.js';

/**
 * Searches M(n, P) once, all properties on, and prints the counts: what a peer's compiled checker is to it. Arguments: n P, and
 * `symmetry` if the devices are to be taken for interchangeable, or `workers` if workers may share the search.
 */
const [n, p, how] = process.argv.slice(2) as [string, string, string?];
const built = buildM(Number(n), Number(p));
const options: ExploreOptions = {
  maxStates: 100_000_000,
  ...(how === 'symmetry' ? { symmetry: symmetryOfM(built) } : {}),
  ...(how === 'workers' ? { source: sourceOfM({ devices: Number(n), pirqs: Number(p) }) } : {}),
};
const { states, transitions, depth, findings, limit } = explore(built, propertiesOfM, options);
if (limit !== undefined || findings.some((f) => f.verdict === 'violated' || f.verdict === 'inconclusive'))
  throw new Error(`M(${n},${p}): ${limit ?? 'violated'}`);
console.log(JSON.stringify({ states, transitions, depth }));
