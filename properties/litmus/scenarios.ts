import { ofBugs } from './catalogue/bugs.js';
import { inLives } from './catalogue/lives.js';
import { ofObjections } from './catalogue/objections.js';
import { ofRaces } from './catalogue/races.js';
import type { Litmus } from './litmus.js';

/**
 * Every built-in scenario, in the order of the names, so that siblings stand together. The names are a grammar: topology, slash,
 * what happens; what a name continues (`detach-sibling-assert`, `detach-sibling-bound`) is the same story with another question.
 */
export const litmus: readonly Litmus[] = [...inLives, ...ofObjections, ...ofRaces, ...ofBugs].sort((a, b) =>
  a.name < b.name ? -1 : 1,
);
