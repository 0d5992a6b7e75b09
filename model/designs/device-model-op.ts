import { choose } from './combinations.js';
import type { Design } from './design.js';
import { pvh612Xen420 } from './merged-upstream.js';

/** Thread 003, what Roger Pau Monné would rather have than 7.8. */
export const deviceModelOp: Design = {
  id: 'device-model-op',
  title: 'new device-model op: a bind by GSI, whatever the domain that calls',
  proposal: {
    what: 'introduce a new dmop that has this syntax regardless of the domain type it is called from',
    by: 'Roger Pau Monné',
    where: 'thread 003',
  },
  objections: [],
  fate: 'not pursued',
  versions: [],
  base: 'pvh-6.12-4.20',
  ...choose(pvh612Xen420, { bind: 'gsi' }),
};
