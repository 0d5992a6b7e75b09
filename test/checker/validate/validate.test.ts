import { describe, expect, it } from 'vitest';
import { audible } from '../../../checker/validate/echo.js';
import { listen } from '../../../checker/validate/listen.js';
import type { Event, RecordedStep, Recording, Sight } from '../../../checker/validate/recording.js';
import { unlogged } from '../../../checker/validate/unlogged.js';
import { validate, type Validation } from '../../../checker/validate/validate.js';
import { recordingOf } from '../../../lab/observe/recording-of.js';
import { readTranscript } from '../../../lab/observe/transcript.js';
import { buildSystem } from '../../../model/build.js';
import { designs } from '../../../model/designs/index.js';
import { parseTopology } from '../../../model/hardware/topology.js';
import { scriptVerbs } from '../../../model/scripts.js';
import { litmusTopologies } from '../../../properties/litmus/topologies.js';
import { committed, recordingsIn } from './ground-truth.js';
import { CONSOLE } from '../../lab/observe/console.js';

const recording = recordingOf(readTranscript(CONSOLE, 'console.log', 'pvh-420-612'));

/** The recording with the lines of an operation changed. */
const withEvents = (step: number, change: (events: Event[]) => Event[]): Recording => ({
  ...recording,
  steps: recording.steps.map((s, i) => (i === step ? { ...s, events: change(s.events) } : s)),
});
const withSights = (step: number, change: (s: Sight) => Sight): Recording => ({
  ...recording,
  steps: recording.steps.map((s, i) => (i === step ? { ...s, after: s.after.map(change) } : s)),
});
const run = (r: Recording): Validation => validate(r, 'here');
const differences = (r: Recording): string[] => run(r).parting!.candidates.map((c) => c.difference);

describe('validation', () => {
  it('finds the run that a recording shows, and says what was compared', () => {
    const v = run(recording);
    expect(v.parting).toBeNull();
    expect(v).toMatchObject({ verdict: 'agrees', operations: { matched: 2, of: 2 } });
    expect(v.lines.matched).toBe(v.lines.of);
    expect(v.fields.get('pirq given')).toEqual({ compared: 2, agreed: 2 });
    expect(v.notCompared.get('guest gsi of pt_irq_create_bind')).toBe(1);
    expect(v.unlogged.get('QMP device_add')).toBe(1);
  });

  it('says how far it came, and for the step that could come next what differs first', () => {
    const r = withEvents(1, (events) =>
      events.map((e) => ('pirq given' in e.says ? { ...e, says: { ...e.says, 'pirq given': 17 } } : e)),
    );
    const v = run(r);
    expect(v).toMatchObject({ verdict: 'disagrees', operations: { matched: 1, of: 2 } });
    expect(v.parting).toMatchObject({
      operation: 1,
      candidates: [
        {
          step: 'qemu: PHYSDEVOP_map_pirq(dom1, GSI 46, pirq -1)',
          difference: 'model expects pirq given 16, xen says 17',
        },
      ],
    });
    expect(v.parting!.lastMatched).toMatch(/pcistub_get_gsi_from_sbdf_r ret=46/);
  });

  it('finds a line too few, a line too many, and two in the wrong order', () => {
    expect(differences(withEvents(0, (e) => e.slice(1)))[0]).toMatch(
      /model expects PHYSDEVOP_pci_device_reset\(\) = 0, xen says hvm_physdev_op\(cmd=21\)/,
    );
    expect(differences(withEvents(1, (e) => [...e, e.at(-2)!]))[0]).toMatch(/dom0 has one more line/);
    expect(differences(withEvents(0, ([a, b, ...rest]) => [b!, a!, ...rest]))[0]).toMatch(/model expects/);
  });

  it('compares the state, line by line', () => {
    const unmasked = withSights(0, (s) => (s.what === 'pin' ? { ...s, masked: false } : s));
    expect(differences(unmasked)).toEqual([
      expect.stringMatching(
        /^GSI 46 \(Xen's table\): model expects mask true, the machine says false \(\(XEN\) +Apic/,
      ),
    ]);
  });

  it('does not compare what a line does not say', () => {
    const silent = withEvents(1, (events) => events.map((e) => ({ ...e, says: {} })));
    expect(run(silent)).toMatchObject({ verdict: 'agrees' });
    expect(run(silent).fields.has('pirq given')).toBe(false);
  });

  it('takes a source that nobody watched for silent, not for empty', () => {
    const deaf: Recording = {
      ...withEvents(0, (events) => events.filter((e) => e.source !== 'dom0')),
      watched: { xen: recording.watched.xen!, console: recording.watched.console! },
    };
    expect(run({ ...deaf, steps: [deaf.steps[0]!] })).toMatchObject({ verdict: 'agrees' });
    expect(run({ ...deaf, watched: recording.watched })).toMatchObject({ verdict: 'disagrees' });
  });

  it('lets several threads run at once, and compares what became of each', () => {
    const name = 'pvh-6.12-4.20-2-two-attaches';
    const race = recordingsIn(committed).find((r) => r.name === name)!;
    const [loser, winner] = [race.steps[1]!.failed!, race.steps[1]!.beside![0]!.failed!];
    expect([loser, winner]).toEqual([true, false]);
    const ending = (failed: boolean, beside: boolean): Recording => ({
      ...race,
      steps: race.steps.map((s, i) =>
        i === 1 ? { ...s, failed, beside: [{ ...s.beside![0]!, failed: beside }] } : s,
      ),
    });
    expect(run(ending(loser, winner))).toMatchObject({ verdict: 'agrees', operations: { of: 2 } });
    expect(run(ending(winner, loser))).toMatchObject({ verdict: 'disagrees' });
    expect(run(ending(true, true))).toMatchObject({ verdict: 'disagrees' });
    // One after the other, nobody is left bound.
    const [add, both] = race.steps as [RecordedStep, RecordedStep];
    const inTurn = [{ ...both, beside: [], lines: [...both.lines, ...both.beside![0]!.lines] }];
    expect(run({ ...race, steps: [add, ...inTurn] })).toMatchObject({ verdict: 'disagrees' });
  });

  it('waits until everything that can happen has happened before it looks', () => {
    // A device whose handler is there and whose interrupt is said not to have arrived: the model could only agree by
    // stopping before the delivery.
    const raw = '';
    const r = (count: number): Recording => ({
      ...recording,
      watched: {},
      steps: [
        { lines: ['driver.bind 0000:00:06.0'], failed: false, events: [], after: [], raw },
        {
          lines: ['device.assert 0000:00:06.0'],
          failed: false,
          events: [],
          after: [{ what: 'delivered', sbdf: '0000:00:06.0', count, raw }],
          raw,
        },
      ],
    });
    expect(run(r(1))).toMatchObject({ verdict: 'agrees' });
    expect(run(r(0))).toMatchObject({ verdict: 'disagrees' });
  });

  it('refuses what the model does not know instead of agreeing with it', () => {
    expect(() => run(withSights(0, (s) => (s.what === 'pin' ? { ...s, gsi: 45 } : s)))).toThrow(
      /here\.steps\[0\]\.after\[\d\]: GSI 45 belongs to no device/,
    );
    expect(() => run(withEvents(0, ([e]) => [{ ...e!, call: 'mp_register' }]))).toThrow(
      /is no call that xen/,
    );
    expect(() => run({ ...recording, design: 'pvh-7' })).toThrow(/there is no design "pvh-7"/);
  });

  it('begins where the first operations do nothing', () => {
    const nothing = { lines: [], failed: false, events: [], after: [], raw: 'nothing -> 0' };
    const late = { ...recording, steps: [nothing, ...recording.steps] };
    expect(run(late)).toMatchObject({ verdict: 'agrees', operations: { of: recording.steps.length + 1 } });
  });

  it('gives up where it was told to, and says so', () => {
    expect(validate(recording, 'here', { maxStates: 5 })).toMatchObject({ verdict: 'inconclusive' });
  });
});

describe('the table of what can be heard', () => {
  it('knows every step of every scenario, and names no step that does not exist', () => {
    const seen = new Set<string>();
    for (const input of litmusTopologies)
      for (const design of designs) {
        const topology = parseTopology(input, input.name);
        const dev = topology.devices[0]!.sbdf;
        const lines = scriptVerbs.map(({ verb, parameters }) =>
          [verb, ...parameters.map((p) => ({ dev, dom: 'dom1', thread: 'all' })[p])].join(' '),
        );
        const { system, model } = buildSystem(topology, design, { name: 'all', threads: { all: lines } });
        for (const p of system.programs)
          for (const { step } of p.instructions) {
            seen.add(step.fn);
            expect(() => listen(model, step, 'here')).not.toThrow();
          }
      }
    expect(Object.keys(unlogged).filter((fn) => !seen.has(fn))).toEqual([]);
    expect(audible.dom0.length).toBeGreaterThan(20);
  });

  it('refuses a step that it does not know, naming what was compared', () => {
    const topology = parseTopology(litmusTopologies[0], 'here');
    const lines = [`device.enable ${topology.devices[0]!.sbdf}`];
    const { system, model } = buildSystem(topology, designs[0]!, { name: 'one', threads: { one: lines } });
    const { step } = system.programs[0]!.instructions[0]!;
    expect(() => listen(model, { ...step, fn: 'pci_new_step' }, 'run.json')).toThrow(
      /^run\.json: a run comes to pci_new_step, and neither hearings\.ts nor unlogged\.ts/,
    );
  });
});
