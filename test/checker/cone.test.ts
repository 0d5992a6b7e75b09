import { describe, expect, test } from 'vitest';
import { coneOf } from '../../checker/x86/cone.js';
import { explore } from '../../checker/explore.js';
import { x86 } from '../../cli/x86.js';
import { standardQuestions } from '../../generators/questions.js';
import { buildSystem } from '../../model/build.js';
import { designs } from '../../model/designs/index.js';
import { parseTopology } from '../../model/hardware/topology.js';
import { properties } from '../../properties/index.js';

/** Nobody has a standard question about a machine whose lines are not known. */
const known = x86.topologies.filter((t) => t.wires.length > 0);

describe.each(known)('a token carries only what counts of $name', (topology) => {
  const questions = standardQuestions(topology);

  test('it is a topology', () => {
    for (const q of questions) expect(() => parseTopology(coneOf(topology, q), 'cone')).not.toThrow();
  });

  test.each(designs)('and the search is the same under $id', (design) => {
    for (const q of questions) {
      const search = (t: typeof topology): unknown => {
        const { findings, states, transitions } = explore(buildSystem(t, design, q), properties);
        return { states, transitions, found: findings.map((f) => [f.verdict, f.path, f.witness]) };
      };
      expect(search(coneOf(topology, q))).toEqual(search(topology));
    }
  });
});
