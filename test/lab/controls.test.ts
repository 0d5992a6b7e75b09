import { describe, expect, it } from 'vitest';
import { mutate, mutations } from '../../lab/controls/mutate.js';
import { runControls } from '../../lab/controls/run-controls.js';
import { recordingOf } from '../../lab/observe/recording-of.js';
import { readTranscript } from '../../lab/observe/transcript.js';
import { CONSOLE } from './observe/console.js';

const recording = recordingOf(readTranscript(CONSOLE, 'console.log', 'pvh-420-612'));

describe('negative controls', () => {
  it('are rejected, but those that change nothing', () => {
    // Those of the repository's recordings and of the first runs are part of docs/fidelity.md.
    const { kinds, survivors } = runControls([recording], 20, 'controls');
    expect(survivors.map((s) => `${s.kind}: ${s.what}`)).toEqual([]);
    for (const [kind, { made, rejected, equivalent }] of Object.entries(kinds)) {
      expect(`${kind} ${rejected + equivalent}`).toBe(`${kind} ${made}`);
      if (kind !== 'GSI of a look') expect(equivalent).toBeLessThan(6);
    }
    expect(Object.values(kinds).reduce((n, k) => n + k.made, 0)).toBeGreaterThan(200);
  });

  it('change what they say they change, and leave the original alone', () => {
    const before = JSON.stringify(recording);
    for (const kind of Object.keys(mutations)) {
      let n = 0;
      const mutant = mutate(kind, recording, (below) => n++ % below);
      if (mutant) expect(JSON.stringify(mutant.recording)).not.toBe(before);
    }
    expect(JSON.stringify(recording)).toBe(before);
  });
});
