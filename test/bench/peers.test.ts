import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { Missing } from '../../bench/peers/peer.js';
import { rumur, rumurMissing } from '../../bench/peers/rumur.js';
import { spin, spinMissing, type SpinForm } from '../../bench/peers/spin.js';

const folder = mkdtempSync(join(tmpdir(), 'pirqcheck-peers-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** M(3,3): also what TLC and three more forms in Promela count. */
const M33 = { states: 10_306, transitions: 42_783 };

const unless = (missing: Missing | null): string => (missing ? ` (skipped: ${missing.howToGet})` : '');

describe(`M(3,3) in Promela${unless(spinMissing())}`, () => {
  test.skipIf(spinMissing()).each<SpinForm>(['DFS -O2', 'BFS -O2'])(
    '%s: SPIN finds as many states and transitions as we do',
    { timeout: 120_000 },
    async (form) => {
      const found = await (await spin(form, 3, 3, 20, folder)).search();
      expect(found).toMatchObject({ ...M33, depth: form.startsWith('BFS') ? 21 : null });
    },
  );
});

describe(`M(3,3) in Murphi${unless(rumurMissing())}`, () => {
  test.skipIf(rumurMissing()).each([
    [false, M33],
    [true, { states: 1724, transitions: 7152 }],
  ])(
    'symmetry %s: rumur finds as many states and transitions as we do',
    { timeout: 120_000 },
    async (symmetry, counts) => {
      const found = await (await rumur(3, 3, { symmetry, threads: 1 }, folder)).search();
      expect(found).toMatchObject(counts);
    },
  );
});
