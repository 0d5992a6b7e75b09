import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fidelityDocument, headings } from '../../lab/fidelity/document.js';
import { corrections } from '../../lab/fidelity/notes.js';
import type { Summary } from '../../lab/fidelity/summary.js';
import { firstRuns, firstSummary, formatted, ownSummary, page } from '../../tools/fidelity.js';

const root = join(import.meta.dirname, '../..');
const kept = JSON.parse(readFileSync(firstRuns, 'utf8')) as Summary;

describe('docs/fidelity.md', () => {
  const own = ownSummary();

  it('is what npm run fidelity writes of the recordings at hand', async () => {
    expect(firstSummary(), 'run npm run fidelity').toEqual(kept);
    const document = await formatted(fidelityDocument(own, kept), page);
    expect(readFileSync(page, 'utf8'), 'run npm run fidelity').toBe(document);
  });

  it('shows that every recording agrees and every negative control is rejected', () => {
    for (const { disagree, survivors, fields, controls } of [own, kept]) {
      expect(disagree).toEqual([]);
      expect(survivors).toEqual([]);
      for (const [field, { compared, agreed }] of Object.entries(fields))
        expect(`${field} ${agreed}`).toBe(`${field} ${compared}`);
      for (const [kind, { made, rejected, equivalent }] of Object.entries(controls))
        expect(`${kind} ${rejected + equivalent}`).toBe(`${kind} ${made}`);
    }
  });

  it('compares at least twelve fields, each in both sets of recordings', () => {
    expect(headings.length).toBeGreaterThanOrEqual(12);
    for (const [, names] of headings)
      for (const { fields } of [own, kept])
        expect(names.map((n) => fields[n]?.compared ?? 0).reduce((a, b) => a + b)).toBeGreaterThan(0);
  });

  it('names files that exist', () => {
    expect(corrections.filter((c) => !existsSync(join(root, c.file)))).toEqual([]);
  });
});
