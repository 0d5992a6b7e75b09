import { describe, expect, it } from 'vitest';
import { explore } from '../../checker/explore.js';
import type { Recording } from '../../checker/validate/recording.js';
import { buildFor } from '../../checker/validate/subject.js';
import { validate } from '../../checker/validate/validate.js';
import { violationsAlong } from '../../checker/validate/violations.js';
import { findings } from '../../lab/findings.js';
import { properties } from '../../properties/index.js';
import { expectedVerdict } from '../../properties/litmus/expectations.js';
import { committed, groundTruth, recordingsIn } from '../checker/validate/ground-truth.js';

const truth = groundTruth();
const recordings = new Map<string, Recording>(
  [...recordingsIn(committed), ...('missing' in truth ? [] : truth.recordings)].map((r) => [r.name, r]),
);

describe.each(findings)('$property, $design: $claim', ({ property: id, design, scenario, seenIn, notIn }) => {
  const property = properties.find((p) => p.id === id)!;

  it(`is found by search in ${scenario}`, () => {
    expect(expectedVerdict(id, design, scenario)).toBe('violated');
  });

  for (const name of seenIn) {
    const recording = recordings.get(name);
    it.skipIf(!recording)(`${name} follows a trace to it`, () => {
      const { verdict, path } = validate(recording!, name);
      expect(verdict).toBe('agrees');
      const built = buildFor(recording!, name);
      const [violated] = violationsAlong(built, path, [property]);
      expect(violated).toMatchObject({ property: id });
      // ... which a search of the same operations finds by itself, and no later.
      const [found] = explore(built, [property]).findings;
      expect(found!.verdict).toBe('violated');
      expect(found!.path!.length).toBeLessThanOrEqual(violated!.steps);
    });
  }

  for (const name of notIn) {
    const recording = recordings.get(name);
    it.skipIf(!recording)(`${name} does not show it`, () => {
      const { verdict, path } = validate(recording!, name);
      expect(verdict).toBe('agrees');
      expect(violationsAlong(buildFor(recording!, name), path, [property])).toEqual([]);
    });
  }
});
