import { m2Unmap, m4Checked, m5Unmap, m6Checked } from './checked.js';
import type { ArmDesign } from './design.js';
import { m0, m1, m2, m3, m4, m5, m6 } from './thread-002.js';
import { head, m7, m7Complete } from './vpci.js';

/** Every design for ARM, in the order reports show them. */
export const armDesigns: readonly ArmDesign[] = [
  head,
  m0,
  m1,
  m2,
  m3,
  m4,
  m5,
  m6,
  m7,
  m2Unmap,
  m4Checked,
  m5Unmap,
  m6Checked,
  m7Complete,
];
