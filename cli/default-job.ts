import type { CheckJob, Part } from '../checker/run-check.js';
import { records } from './built-in.js';
import { casesOf } from './cases.js';
import { allDesigns, subjects } from './subjects.js';

/** Seed of the random systems of a check that names none. */
export const SEED = 'pirqcheck';
/** Random systems of each design in a check that says nothing else. */
export const RUNS = 30;

/** Designs of which random systems are looked at unless some are asked for: what stands in a version, and what others depart from. */
export const SAMPLED: readonly string[] = allDesigns
  .filter((d) => d.versions.length > 0 || allDesigns.some((other) => other.base === d.id))
  .map((d) => d.id);

/** What `pirqcheck check` does when nothing is chosen, and what expected verdicts are recorded of. */
export const defaultJob = (): CheckJob => ({
  parts: partsOf(casesOf({})),
  deadlocks: true,
  records,
  sampling: { seed: SEED, runs: RUNS, designs: SAMPLED },
});

/**
 * The work by subject; designs and properties that are not chosen are left out. Combinations of choices come after the designs that
 * have a name.
 */
export const partsOf = (
  cases: Part['cases'],
  designs?: readonly string[],
  properties?: readonly string[],
): Part[] =>
  subjects.map((subject) => ({
    subject,
    designs: [
      ...subject.designs.filter((d) => designs?.includes(d.id) ?? true),
      ...[...new Set(designs)].flatMap((id) => (id.includes('+') && subject.combination?.(id)) || []),
    ],
    properties: subject.properties.filter((p) => properties?.includes(p.id) ?? true),
    cases: cases.filter((c) => c.subject === subject.id),
  }));
