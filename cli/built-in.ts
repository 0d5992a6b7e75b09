import { deadlock } from '../checker/deadlock.js';
import type { Records } from '../checker/run-check.js';
import microvm from '../generators/examples/qemu-microvm3.json' with { type: 'json' };
import q35 from '../generators/examples/qemu-q35-pxb.json' with { type: 'json' };
import { designs } from '../model/designs/index.js';
import { parseTopology, type Topology } from '../model/hardware/topology.js';
import { properties } from '../properties/index.js';
import { groundsOf } from '../properties/litmus/basis.js';
import { expectedVerdict, knownViolated } from '../properties/litmus/expectations.js';
import { litmusTopologies } from '../properties/litmus/topologies.js';
import type { Catalogue } from '../reports/catalogue.js';

/** Every topology that has a name of its own. */
export const topologies: readonly Topology[] = [...litmusTopologies, q35, microvm].map((t) =>
  parseTopology(t, t.name),
);

/** Every property, with the one that every search looks for. */
export const allProperties: Catalogue['properties'] = [...properties, deadlock];

/** What reports say about names. */
export const catalogue: Catalogue = { designs, properties: allProperties, grounds: groundsOf };

/** What is recorded about verdicts. */
export const records: Records = {
  expected: expectedVerdict,
  expectedOfSamples: (property, design) => (knownViolated(property, design) ? 'violated' : 'not violated'),
  basis: (property, design, scenario) => groundsOf(property, design, scenario).basis,
};
