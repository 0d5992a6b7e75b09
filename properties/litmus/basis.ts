import type { Grounds } from './bases.js';
/** stub */
export const groundsOf = (_p: string, _d: string): Grounds => ({
  basis: 'source',
  reason: 'read in the sources',
});
