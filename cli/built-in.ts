import { deadlock } from '../checker/deadlock.js';
import type { Records } from '../checker/run-check.js';
import { groundsOf } from '../properties/litmus/basis.js';
import { expectedVerdict, knownViolated } from '../properties/litmus/expectations.js';
import type { Catalogue } from '../reports/catalogue.js';
import { allDesigns, designNamed, subjects } from './subjects.js';

/** Every property, with the one that every search looks for. */
export const allProperties: Catalogue['properties'] = [...subjects.flatMap((s) => s.properties), deadlock];

/** What reports say about names, those of combinations of choices that they tell of among them. */
export function catalogueOf(told: readonly { readonly design: string }[]): Catalogue {
  const combinations = new Set(told.map((t) => t.design).filter((id) => id.includes('+')));
  const designs = [...allDesigns, ...[...combinations].map((id) => designNamed(id).design)];
  return { designs, properties: allProperties, grounds: groundsOf };
}

/** What is recorded about verdicts. */
export const records: Records = {
  expected: expectedVerdict,
  expectedOfSamples: (property, design) => (knownViolated(property, design) ? 'violated' : 'not violated'),
  basis: (property, design, scenario) => groundsOf(property, design, scenario).basis,
};
