import { execFileSync } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const dist = join(import.meta.dirname, '../../../dist');

/** Searches a variant of M(5, 2) in a process of its own, since workers need the compiled code, with and without them. */
function both(variant: object, maxStates: number): { alone: Found; shared: Found } {
  const program = `
    import { buildM } from '${dist}/bench/m/model.js';
    import { propertiesOfM } from '${dist}/bench/m/properties.js';
    import { sourceOfM } from '${dist}/bench/m/system-of.js';
    import { explore } from '${dist}/checker/explore.js';
    const [variant, maxStates] = [${JSON.stringify(variant)}, ${maxStates}];
    // As if workers were of use at once: this is too short for the search to start them.
    const source = { ...sourceOfM({ devices: 5, pirqs: 2, variant }), startMs: 1 };
    const run = (more) => explore(buildM(5, 2, variant), propertiesOfM, { maxStates, ...more });
    console.log(JSON.stringify({ alone: run({}), shared: run({ source }) }));`;
  return JSON.parse(
    execFileSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8' }),
  ) as ReturnType<typeof both>;
}

/** The same for four devices and two guests of the x86 model: edges are kept, steps are judged. */
function bothOfX86(): { alone: Found; shared: Found } {
  const program = `
    import { FOUR_DEVICES, TWO_LIVES } from '${dist}/bench/x86.js';
    import { explore } from '${dist}/checker/explore.js';
    import { sourceOfX86, systemOf } from '${dist}/checker/x86/system-of.js';
    import { designs } from '${dist}/model/designs/index.js';
    import { parseTopology } from '${dist}/model/hardware/topology.js';
    import { properties } from '${dist}/properties/index.js';
    const of = {
      topology: parseTopology(FOUR_DEVICES, FOUR_DEVICES.name),
      design: designs.find((d) => d.id === 'pvh-6.12-4.20'),
      scenario: TWO_LIVES,
      properties: properties.map((p) => p.id),
    };
    const run = (more) => explore(systemOf(of).built, properties, more);
    console.log(JSON.stringify({ alone: run({}), shared: run({ source: { ...sourceOfX86(of), startMs: 1 } }) }));`;
  return JSON.parse(
    execFileSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8' }),
  ) as ReturnType<typeof both>;
}

interface Found {
  readonly states: number;
  readonly byWorkers?: number;
  readonly findings: readonly { readonly verdict: string }[];
}

test.skipIf(availableParallelism() < 2)('workers change nothing: counts, numbers, traces, witnesses', () => {
  const { alone, shared } = both({}, 3_000_000);
  const { byWorkers, ...same } = shared;
  expect(same).toEqual(alone);
  expect(alone.states).toBe(1_809_216);
  expect(byWorkers).toBeGreaterThan(0);
});

test.skipIf(availableParallelism() < 2)('nor do they where a limit is hit and something is violated', () => {
  const { alone, shared } = both({ grantsGsi: true }, 700_000);
  const { byWorkers: _, ...same } = shared;
  expect(same).toEqual(alone);
  expect(alone.findings.map((f) => f.verdict)).toContain('violated');
  expect(alone.findings.map((f) => f.verdict)).toContain('inconclusive');
});

test.skipIf(availableParallelism() < 2)('nor in the x86 model', () => {
  const { alone, shared } = bothOfX86();
  const { byWorkers, ...same } = shared;
  expect(same).toEqual(alone);
  expect(byWorkers).toBeGreaterThan(0);
});
