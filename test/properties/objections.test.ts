import { describe, expect, test } from 'vitest';
import { explore } from '../../checker/explore.js';
import { replay } from '../../checker/trace.js';
import { buildSystem } from '../../model/build.js';
import { isJudged, type Judgement } from '../../model/designs/history.js';
import { designs } from '../../model/designs/index.js';
import { parseTopology } from '../../model/hardware/topology.js';
import { properties } from '../../properties/index.js';
import { litmus } from '../../properties/litmus/scenarios.js';
import { litmusTopologies } from '../../properties/litmus/topologies.js';

/** What was said against each design is found by the search: the same property, by the same kind of steps. */

const topologies = new Map(litmusTopologies.map((t) => [t.name, parseTopology(t, t.name)]));

/** The steps, as reports write them, of the shortest run that violates what the objection is about; none if it holds. */
function shortestRun(id: string, { scenario, property }: Judgement): string[] {
  const asked = litmus.find((l) => l.name === scenario)!;
  const built = buildSystem(
    topologies.get(asked.topology)!,
    designs.find((d) => d.id === id)!,
    asked,
  );
  const found = explore(built, [properties.find((p) => p.id === property)!]);
  expect(found.limit).toBeUndefined();
  const [{ verdict, path }] = found.findings as [(typeof found.findings)[number]];
  expect(['holds', 'violated']).toContain(verdict);
  if (!path) return [];
  const { prologue, steps } = replay(built, path);
  return [...prologue, ...steps].map((s) => `${s.actor} ${s.action}(${s.args}) -> ${s.result}`);
}

/** The steps that were expected and do not come, in this order. */
function missing(run: readonly string[], steps: readonly string[]): string[] {
  let at = 0;
  return steps.filter((step) => {
    const words = step.split(' ');
    const found = run.findIndex((line, i) => i >= at && words.every((word) => line.includes(word)));
    if (found >= 0) at = found + 1;
    return found < 0;
  });
}

const judged = designs.flatMap((d) =>
  d.objections
    .filter(isJudged)
    .map((o) => [d.id, o.judged.scenario, o.judged.property, o.text, o.judged] as const),
);

describe('every objection is asked for by its scenario', () => {
  test.each(judged)('%s: %s asks %s', (_id, scenario, property) => {
    expect(litmus.find((l) => l.name === scenario)?.asks).toBe(property);
  });
});

describe('the counterexample of an objection is that objection', () => {
  test.each(judged.filter(([, , , , j]) => j.disagrees === undefined))('%s, %s, %s: %s', (id, ...rest) => {
    const judgement = rest[3];
    const run = shortestRun(id, judgement);
    expect(run).not.toEqual([]);
    expect(missing(run, judgement.steps)).toEqual([]);
  });
});

describe('where the model does not find what was said, it says why', () => {
  test.each(judged.filter(([, , , , j]) => j.disagrees !== undefined))('%s, %s, %s: %s', (id, ...rest) => {
    expect(shortestRun(id, rest[3])).toEqual([]);
  });
});
