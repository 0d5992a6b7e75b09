import { describe, expect, it } from 'vitest';
import { mutate, mutations, type Mutant } from '../../lab/controls/mutate.js';
import { runControls } from '../../lab/controls/run-controls.js';
import { recordingOf } from '../../lab/observe/recording-of.js';
import { readTranscript } from '../../lab/observe/transcript.js';
import type { Event } from '../../checker/validate/recording.js';
import { validate } from '../../checker/validate/validate.js';
import { committed, recordingsIn } from '../checker/validate/ground-truth.js';
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

  it('swap lines of commands that ran at once: only two of different commands may come in either order', () => {
    const atOnce = recordingsIn(committed).filter((r) => r.steps.some((s) => s.beside));
    const outcomes = new Map<string, number>();
    for (const r of atOnce) {
      let pairs = 0;
      mutate('swap two lines', r, (n) => {
        pairs = n;
        return 0;
      });
      for (let i = 0; i < pairs; i++) {
        const { recording: swapped, equivalent, what } = mutate('swap two lines', r, () => i)!;
        const { verdict } = validate(swapped, r.name);
        if (!equivalent) expect(`${r.name}, ${what}: ${verdict}`).toBe(`${r.name}, ${what}: disagrees`);
        const outcome = `${equivalent ? 'either way' : 'one way'}: ${verdict}`;
        outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
      }
    }
    // Of different commands, most lines depend on each other all the same.
    expect([...outcomes.keys()].sort()).toEqual([
      'either way: agrees',
      'either way: disagrees',
      'one way: disagrees',
    ]);
    expect(outcomes.get('one way: disagrees')).toBeGreaterThan(100);
  });

  it('tell which command made a call by the guest and the device that it names', () => {
    const call = (domain: string): Event => ({ source: 'dom0', call: 'c', says: { domain }, raw: domain });
    const atOnce = (second: string, ...events: Event[]): Mutant | null =>
      mutate(
        'swap two lines',
        {
          ...recording,
          steps: [
            {
              ...recording.steps[0]!,
              lines: ['xl.attach 00:06.0 dom1'],
              beside: [{ lines: [second], failed: false }],
              events,
            },
          ],
        },
        () => 0,
      );
    expect(atOnce('xl.attach 00:06.0 dom2', call('dom1'), call('dom2'))?.equivalent).toBe(true);
    const twice: Event = { ...call('dom1'), call: 'other' };
    expect(atOnce('xl.attach 00:06.0 dom2', call('dom1'), twice)?.equivalent).toBe(false);
    // Both commands are about that guest.
    expect(atOnce('xl.detach 00:0a.0 dom1', call('dom1'), twice)).toBeNull();
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
