import type { Litmus } from '../litmus.js';
import { besides } from './catalogue/besides.js';
import { numbered } from './catalogue/numbered.js';

/** Every built-in ARM scenario; a name is topology, slash, what happens. */
export const armLitmus: readonly Litmus[] = [...numbered, ...besides];
