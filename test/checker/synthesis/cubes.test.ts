import { describe, expect, test } from 'vitest';
import { sizeOf, valuesIn, type Cube } from '../../../checker/synthesis/cube.js';
import { decide, type Question } from '../../../checker/synthesis/question.js';
import { Space, type Combination } from '../../../checker/synthesis/space.js';
import { explore } from '../../../checker/explore.js';
import type { Subject } from '../../../checker/subject.js';
import { litmusCase, scenarioNamed } from '../../../cli/cases.js';
import { propertyNamed } from '../../../cli/cell-task.js';
import { x86 } from '../../../cli/x86.js';
import { ModelBound } from '../../../model/model.js';
import { findDesign } from '../../../model/designs/index.js';

const subject = x86 as unknown as Subject;
const space = new Space(subject, findDesign('pvh-6.12-4.20')!);

/** Numbers from a seed, below a bound. */
function below(seed: number): (n: number) => number {
  let state = seed;
  return (n) => (state = (state * 48271) % 2147483647) % n;
}

const somewhere = (random: (n: number) => number): Combination => space.values.map((v) => random(v.length));

const within = (cube: Cube, random: (n: number) => number): Combination =>
  cube.map((bits) => valuesIn(bits)[random(valuesIn(bits).length)]!);

function questionOf(name: string): Question {
  const scenario = scenarioNamed(name);
  return {
    one: litmusCase(scenario),
    needs: scenario.needs,
    property: propertyNamed(subject, scenario.asks!),
  };
}

/** The verdict of a whole search, which nobody watches. */
function searched({ one, needs = [], property }: Question, c: Combination): string {
  const design = space.designOf(c) as unknown as Record<string, Record<string, unknown>>;
  if (needs.some((n) => design[n.choice.split('.')[0]!]![n.choice.split('.')[1]!] !== n.is)) return 'n/a';
  try {
    const built = subject.build(one.topology, space.designOf(c), one.scenario);
    const { verdict } = explore(built, 'on' in property ? [property] : []).findings[0]!;
    return verdict === 'inconclusive' ? 'undecided' : verdict;
  } catch (e) {
    if (e instanceof ModelBound) return 'undecided';
    throw e;
  }
}

/** Scenarios of all kinds of questions: at every state, quiescent, by steps, at rest. */
const NAMES = [
  'T1/attach',
  'T1/attach-deliver',
  'T1/back-to-dom0',
  'T1/crash-while-attaching',
  'T1/detach-paused',
  'T1/driver-writes',
  'T1/two-at-once',
  'T1/qemu-dies',
  'T2/irq-as-gsi',
  'T3/detach-sibling-right',
  'T4/hidden-neighbour',
  'T7/hide-function',
  'no-route/attach',
];

/** The ground on which verdicts are shared: whatever a search says of a cube is what a search of any combination in it finds. */
describe('a verdict found under one combination', () => {
  test.each(NAMES)('%s: is that of all combinations of its cube', (name) => {
    const random = below(NAMES.indexOf(name) + 7);
    const question = questionOf(name);
    let shared = 0;
    for (let i = 0; i < 12; i++) {
      const at = somewhere(random);
      const { answer, seen } = decide(subject, question, space.designOf(at));
      expect(answer.verdict, space.designOf(at).id).toBe(searched(question, at));
      const cube = space.cubeOf(seen, at);
      for (let k = 0; k < 6; k++) {
        const other = within(cube, random);
        const where = `${space.designOf(at).id} and ${space.designOf(other).id}`;
        expect(searched(question, other), where).toBe(answer.verdict);
      }
      if (sizeOf(cube) > 100) shared++;
    }
    expect(shared).toBeGreaterThan(0);
  });

  test('is not that of every combination outside: the cubes tell combinations apart', () => {
    const question = questionOf('T1/attach');
    const random = below(99);
    const { answer, seen } = decide(subject, question, space.base);
    const origin = space.values.map(() => 0);
    const cube = space.cubeOf(seen, origin);
    const verdicts = Array.from({ length: 60 }, () => somewhere(random))
      .filter((c) => c.some((v, d) => (cube[d]! & (1 << v)) === 0))
      .map((c) => searched(question, c));
    expect(answer.verdict).toBe('holds');
    expect(verdicts).toContain('violated');
  });
});
