import { explore } from '../checker/explore.js';
import { buildSystem } from '../model/build.js';
import type { Built } from '../model/system.js';
import { designs } from '../model/designs/index.js';
import { parseTopology } from '../model/hardware/topology.js';
import { properties } from '../properties/index.js';
import { litmus } from '../properties/litmus/scenarios.js';
import { litmusTopologies } from '../properties/litmus/topologies.js';
import { naiveExplore } from './naive-explore.js';
import { interleaved } from './pairs.js';

const topologies = new Map(litmusTopologies.map((t) => [t.name, parseTopology(t, t.name)]));

/** A built-in scenario under a design. Throws when there is none of that name. */
export function builtIn(design: string, scenario: string): Built {
  const s = litmus.find((l) => l.name === scenario);
  const d = designs.find((x) => x.id === design);
  if (!s || !d) throw new Error(`no built-in scenario ${scenario} under ${design}`);
  return buildSystem(topologies.get(s.topology)!, d, s);
}

/** Exhaustive search against the naive version of the same search, all properties on. Returns the lines of the report. */
export function benchSearch(pairs: number): string[] {
  const lines = [
    'exhaustive search, all properties on, against objects in a Set (medians of interleaved pairs)',
  ];
  for (const [design, scenario] of [
    ['pvh-6.12-4.20', 'T2/back-to-dom0'],
    ['pv-6.12-4.20', 'T2/attach-detach-attach'],
    ['rfc-base', 'T1/two-at-once'],
  ] as const) {
    const built = builtIn(design, scenario);
    const mine = explore(built, properties);
    const naive = naiveExplore(built, properties);
    if (mine.states !== naive.states || mine.transitions !== naive.transitions)
      throw new Error(
        `${scenario}: ${mine.states}/${mine.transitions} against ${naive.states}/${naive.transitions}`,
      );
    const t = interleaved(
      pairs,
      () => explore(built, properties),
      () => naiveExplore(built, properties),
    );
    const rate = Math.round(mine.states / t.a);
    lines.push(
      `  ${`${design} ${scenario}`.padEnd(42)} ${mine.states} states, ${mine.transitions} transitions in both:` +
        ` ${t.a.toFixed(1)} ms (${rate}k states/s) against ${t.b.toFixed(0)} ms: ${t.ratio.toFixed(1)}x`,
    );
  }
  return lines;
}
