import { describe, expect, it } from 'vitest';
import type { Recording } from '../../checker/validate/recording.js';
import { buildFor } from '../../checker/validate/subject.js';
import { validate } from '../../checker/validate/validate.js';
import { violationsAlong } from '../../checker/validate/violations.js';
import { isJudged } from '../../model/designs/history.js';
import { designs } from '../../model/designs/index.js';
import { properties } from '../../properties/index.js';
import { decidingRuns, otherSightings } from '../../properties/litmus/deciding-runs.js';
import { expected, expectedVerdict } from '../../properties/litmus/expectations.js';
import { committed, groundTruth, recordingsIn } from '../checker/validate/ground-truth.js';

/** Every verdict that says `lab` rests on a run that violates the property under that very design. */

const truth = groundTruth();
const first = 'missing' in truth ? [] : truth.recordings;
const recordings = new Map<string, Recording>([...recordingsIn(committed), ...first].map((r) => [r.name, r]));

/** Was it one of the first runs, which are not in the repository? They are named without dots. */
const isElsewhere = (run: string): boolean => !run.includes('.');

/** Linux 6.12 as it is now puts the reference of a look-up back (I15), and nothing else that is asked depends on it. */
const released = (design: string): string => design.replace('+lookup-reference=put', '');

describe.each(decidingRuns)('$properties under $designs: $run', (row) => {
  const { run, operations } = row;

  it.skipIf(isElsewhere(run) && first.length === 0)('is of that design, and violates them', () => {
    const whole = recordings.get(run)!;
    expect(row.designs).toEqual([row.properties.includes('I15') ? whole.design : released(whole.design)]);
    const recording = { ...whole, steps: whole.steps.slice(0, operations) };
    const { verdict, path } = validate(recording, run);
    expect(verdict).toBe('agrees');
    const asked = properties.filter((p) => row.properties.includes(p.id));
    const violated = violationsAlong(buildFor(recording, run), path, asked).map((v) => v.property);
    expect(violated.sort()).toEqual([...row.properties].sort());
  });
});

describe.each([...decidingRuns, ...otherSightings])('$properties under $designs in $scenarios', (row) => {
  it('are violated there by search', () => {
    for (const design of row.designs)
      for (const property of row.properties) {
        const verdicts = (row.scenarios ?? Object.keys(expected)).map((s) =>
          expectedVerdict(property, design, s),
        );
        if (row.scenarios) expect(new Set(verdicts)).toEqual(new Set(['violated']));
        else expect(verdicts).toContain('violated');
      }
  });
});

it('what the lab objected to a design was seen there', () => {
  for (const { id, objections } of designs)
    for (const { by, judged } of objections.filter(isJudged)) {
      if (by !== 'lab') continue;
      const seen = [...decidingRuns, ...otherSightings].some(
        (s) =>
          s.designs.includes(id) &&
          s.properties.includes(judged.property) &&
          (s.scenarios?.includes(judged.scenario) ?? true),
      );
      expect(`${id} ${judged.property} ${seen}`).toBe(`${id} ${judged.property} true`);
    }
});
