import { FOUR_DEVICES, TWO_LIVES } from '../../bench/x86.js';

/** A system that takes some seconds to search: half a million states. */
export const large = { 'machine.json': FOUR_DEVICES, 'lives.json': TWO_LIVES };

/** How it is searched, in a folder with these files. */
export const LARGE =
  'check --topology machine.json --scenario lives.json --design pvh-6.12-4.20 --property I1 L2'.split(' ');
