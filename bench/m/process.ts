import { explore } from '../../checker/explore.js';
import { buildM } from './model.js';
import { propertiesOfM } from './properties.js';

/**
 * Searches M(n, P) once, all properties on, and prints the counts: what a peer's compiled checker is to it. Arguments: n P.
 */
const [n, p] = process.argv.slice(2).map(Number) as [number, number];
const { states, transitions, depth, findings, limit } = explore(buildM(n, p), propertiesOfM);
if (limit !== undefined || findings.some((f) => f.verdict === 'violated' || f.verdict === 'inconclusive'))
  throw new Error(`M(${n},${p}): ${limit ?? 'violated'}`);
console.log(JSON.stringify({ states, transitions, depth }));
