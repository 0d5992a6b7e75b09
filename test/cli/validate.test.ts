import { describe, expect, it } from 'vitest';
import type { Recording } from '../../checker/validate/recording.js';
import { recordingOf } from '../../lab/observe/recording-of.js';
import { readTranscript } from '../../lab/observe/transcript.js';
import { CONSOLE } from '../lab/observe/console.js';
import { folderWith, pirqcheck } from './run.js';

const recording = recordingOf(readTranscript(CONSOLE, 'console.log', 'pvh-420-612'));
const masked: Recording = {
  ...recording,
  steps: recording.steps.map((s) => ({
    ...s,
    after: s.after.map((l) => (l.what === 'pin' ? { ...l, masked: true } : l)),
  })),
};
const run = (files: Record<string, unknown>, ...args: string[]): ReturnType<typeof pirqcheck> =>
  pirqcheck(['validate', ...Object.keys(files), ...args], folderWith(files));

describe('pirqcheck validate', () => {
  it('agrees with a recording, and tells how often each field was compared', () => {
    const { code, out } = run({ 'a.json': recording });
    expect(code).toBe(0);
    expect(out).toMatch(
      /^console\.log \(pvh-6\.12-4\.20\) agrees: 2 of 2 operations, 22 of 22 traced lines/m,
    );
    expect(out).toMatch(/^pirq given +2 +2$/m);
    expect(out).toMatch(/1 of 1 recordings agree with the model/);
  });

  it('exits with 1 and shows where the runs of the model part from the recording', () => {
    const { code, out } = run({ 'a.json': recording, 'b.json': masked });
    expect(code).toBe(1);
    expect(out).toMatch(/disagrees: 1 of 2 operations/);
    expect(out).toMatch(/in operation 2: xl\.attach 0000:00:06\.0 dom1 -> 0/);
    expect(out).toMatch(/GSI 46 \(Xen's table\): model expects mask false, the machine says true/);
  });

  it('asks which designs could have produced it', () => {
    const { code, out } = run({ 'a.json': recording }, '--design', 'pvh-6.12-4.20', 'pvh-6.1-4.20');
    expect(code).toBe(1);
    expect(out).toMatch(/\(pvh-6\.12-4\.20\) agrees/);
    expect(out).toMatch(/\(pvh-6\.1-4\.20\) disagrees/);
  });

  it('prints JSON', () => {
    const { code, out } = run({ 'b.json': masked }, '--json');
    expect(code).toBe(1);
    const [v] = (JSON.parse(out) as { validations: Record<string, unknown>[] }).validations;
    expect(v).toMatchObject({ verdict: 'disagrees', fields: { mask: { compared: 3, agreed: 1 } } });
  });

  it('exits with 3 where it gave up, with 2 for bad input, and names the place', () => {
    expect(run({ 'a.json': recording }, '--max-states', '3').code).toBe(3);
    const cases: [unknown, RegExp][] = [
      [
        { ...recording, steps: [{ ...recording.steps[0], events: [{ source: 'qemu' }] }] },
        /a\.json\.steps\[0\]\.events/,
      ],
      [{ format: 'pirqcheck-recording/2' }, /a\.json\.format/],
      ['{', /a\.json: is not JSON/],
      [
        { ...recording, steps: [{ ...recording.steps[0], lines: ['xl.nix'] }] },
        /a\.json: .*, thread lab, line 1: unknown operation "xl\.nix"/,
      ],
      [
        { ...recording, steps: [{ lines: [], events: [], after: [], raw: '' }] },
        /a\.json\.steps: none has an operation of the model/,
      ],
      [{ name: 'x', system: {}, ioapics: [], prt: {}, boot: {}, steps: [], final: {} }, /a\.json/],
    ];
    for (const [content, complaint] of cases) {
      const { code, err, out } = run({ 'a.json': content });
      expect({ code, out }).toEqual({ code: 2, out: '' });
      expect(err).toMatch(complaint);
      expect(err.trim().split('\n').length).toBe(1);
    }
  });
});
