import { afterAll, describe, expect, it } from 'vitest';
import { compared, sumFields } from '../../../checker/validate/tally.js';
import { validate, type Validation } from '../../../checker/validate/validate.js';
import { committed, groundTruth, recordingsIn } from './ground-truth.js';

/**
 * The model against real Xen. A disagreement is a defect of the model unless a comment says why the lab cannot know.
 */
const truth = groundTruth();

const own = recordingsIn(committed);
describe.skipIf(own.length === 0)('the recordings of the repository agree with the model', () => {
  for (const recording of own)
    it(recording.name, () => {
      expect(validate(recording, recording.name)).toMatchObject({ verdict: 'agrees', parting: null });
    });
});

if ('missing' in truth) {
  describe.skip(`skipped: ${truth.missing}`, () => {
    it('compares the model with the first 31 runs of real Xen', () => {});
  });
} else {
  describe('the first 31 runs of real Xen agree with the model', () => {
    const all: Validation[] = [];
    for (const recording of truth.recordings)
      it(recording.name, () => {
        const v = validate(recording, recording.name);
        all.push(v);
        expect(v.parting).toBeNull();
        expect(v).toMatchObject({ verdict: 'agrees', lines: { matched: v.lines.of } });
        expect([...v.fields].filter(([, c]) => c.agreed !== c.compared)).toEqual([]);
      });
    it('says of what has no counterpart in the model that it was not compared', () => {
      const what = new Set(all.flatMap((v) => [...v.notCompared.keys()]));
      expect(what).toContain('guest gsi of pt_irq_create_bind');
    });
    it('compares no less than it did', () => {
      expect(all.length).toBe(31);
      expect(compared(sumFields(all))).toBeGreaterThan(25_000);
      expect(all.reduce((n, v) => n + v.lines.matched, 0)).toBe(1137);
    });
    afterAll(() => {
      const rows = [...sumFields(all)].map(
        ([f, c]) => `${f.padEnd(26)} ${String(c.compared).padStart(6)} ${String(c.agreed).padStart(6)}`,
      );
      console.log(['comparisons', ...rows].join('\n'));
    });
  });
}
