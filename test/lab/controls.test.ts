import { describe, expect, it } from 'vitest';
import type { Recording } from '../../checker/validate/recording.js';
import { mutate, mutations } from '../../lab/controls/mutate.js';
import { runControls } from '../../lab/controls/run-controls.js';
import { recordingOf } from '../../lab/observe/recording-of.js';
import { readTranscript } from '../../lab/observe/transcript.js';
import { committed, groundTruth, recordingsIn } from '../checker/validate/ground-truth.js';
import { CONSOLE } from './observe/console.js';

const truth = groundTruth();
const sets: readonly (readonly [string, readonly Recording[], number])[] = [
  ['a console in short', [recordingOf(readTranscript(CONSOLE, 'console.log', 'pvh-420-612'))], 20],
  ['the recordings of the repository', recordingsIn(committed), 1],
  ['the first 31 runs', 'missing' in truth ? [] : truth.recordings, 1],
];

describe('negative controls', () => {
  it.each(sets)('of %s are rejected, but those that change nothing', (_, recordings, each) => {
    const { kinds, survivors } = runControls(recordings, each, 'controls');
    expect(survivors.map((s) => `${s.of}: ${s.kind}: ${s.what}`)).toEqual([]);
    for (const [kind, { made, rejected, equivalent }] of Object.entries(kinds)) {
      expect(`${kind} ${rejected + equivalent}`).toBe(`${kind} ${made}`);
      if (made > 10 && kind !== 'GSI of a look') expect(equivalent).toBeLessThan(made / 4);
    }
  });

  it('change what they say they change, and leave the original alone', () => {
    const [recording] = sets[0]![1];
    const before = JSON.stringify(recording);
    for (const kind of Object.keys(mutations)) {
      let n = 0;
      const mutant = mutate(kind, recording!, (below) => n++ % below);
      if (mutant) expect(JSON.stringify(mutant.recording)).not.toBe(before);
    }
    expect(JSON.stringify(recording)).toBe(before);
  });
});
