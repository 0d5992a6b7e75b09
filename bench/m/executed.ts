import { Judging } from '../../checker/judging.js';
import { Search } from '../../checker/search.js';
import { buildM } from './model.js';
import { propertiesOfM } from './properties.js';

/** Of the transitions of M(n, P), how many a search takes; the others it only counts, see `checker/commuting.ts`. */
export function executedOf(n: number, p: number): { executed: number; counted: number } {
  const built = buildM(n, p);
  const judging = new Judging(built, propertiesOfM);
  const search = new Search(built, judging, { maxStates: Infinity, keepEdges: false, debug: false });
  search.run();
  return { executed: search.expander.taken.reduce((a, b) => a + b, 0), counted: search.ledger.transitions };
}
