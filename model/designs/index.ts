import type { Design } from './design.js';
import { pv61Xen417, pvh61Xen417 } from './linux-6.1-xen-4.17.js';
import { pv612Xen420, pvh612Xen420 } from './linux-6.12-xen-4.20.js';
import { pv61Xen420, pv612Xen417, pvh61Xen420, pvh612Xen417 } from './mixed.js';
import { rfcBase } from './rfc-base.js';

/** Every design pirqcheck knows, in the order reports show them. */
export const designs: readonly Design[] = [
  rfcBase,
  pv61Xen417,
  pvh61Xen417,
  pv612Xen420,
  pvh612Xen420,
  pv61Xen420,
  pvh61Xen420,
  pv612Xen417,
  pvh612Xen417,
];
