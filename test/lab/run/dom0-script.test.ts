import { describe, expect, it } from 'vitest';
import { q35 } from '../../../lab/machine/q35.js';
import { dom0Script } from '../../../lab/run/dom0-script.js';
import { labRuns, machineOf } from '../../../lab/scenarios/runs.js';
import { labScenarios } from '../../../lab/scenarios/scenarios.js';
import { buildSystem } from '../../../model/build.js';
import { designs } from '../../../model/designs/index.js';

describe('a scenario in dom0', () => {
  it('runs what was given, then the lines of one thread after another, or those of several threads at once', () => {
    const script = dom0Script({
      name: 's',
      given: ['pciback.bind 00:06.0'],
      threads: { a: ['driver.bind 00:07.0'], b: ['device.assert 00:07.0', 'device.enable 00:07.0'] },
    });
    expect(script.split('\n').filter((l) => l.startsWith('operation'))).toEqual([
      "operation 'pciback.bind 00:06.0' pciback_bind 0000:00:06.0",
      "operation 'driver.bind 00:07.0 & device.assert 00:07.0; device.enable 00:07.0' at_once " +
        "'driver_bind 0000:00:07.0 || failed=1' " +
        "'device_assert 0000:00:07.0 || failed=1; device_enable 0000:00:07.0 || failed=1'",
    ]);
    expect(
      dom0Script({ name: 's', threads: { a: ['driver.bind 00:07.0', 'device.assert 00:07.0'] } }),
    ).toContain("operation 'driver.bind 00:07.0' driver_bind 0000:00:07.0\noperation 'device.assert");
    expect(script).not.toContain('toolstack');
  });

  it('holds the first xl until the others are through, who may kill it', () => {
    const script = dom0Script({
      name: 's',
      threads: { xl: ['xl.attach 00:06.0 dom1'], kill: ['toolstack.crash xl'] },
      hold: 'others-end',
    });
    expect(script).toContain(
      "operation 'xl.attach 00:06.0 dom1 & toolstack.crash lab' at_once held others-end 0000:00:06.0 " +
        "'xl_run pci-attach dom1 0000:00:06.0 || failed=1' 'toolstack_crash || failed=1'",
    );
  });

  it('tells QEMU that dom0 is PV before there is one', () => {
    const scenario = { name: 's', threads: { a: ['xl.attach 00:06.0 dom1'] } };
    const told = /^pretend_pv\n(.*\n)*create dom1/m;
    expect(dom0Script({ ...scenario, pretendPv: true })).toMatch(told);
    expect(dom0Script(scenario)).not.toContain('pretend_pv');
  });

  it('creates the guests first, and runs those that are not to be paused', () => {
    const script = dom0Script({
      name: 's',
      threads: { a: ['xl.attach 00:06.0 dom2', 'xl.destroy dom1'] },
      paused: ['dom2'],
    });
    expect(script.match(/^(create|xl unpause) dom\d/gm)).toEqual([
      'create dom1',
      'create dom2',
      'xl unpause dom1',
    ]);
  });

  it('says in one line what the lab cannot do', () => {
    const one =
      (line: string): (() => string) =>
      () =>
        dom0Script({ name: 's', threads: { a: [line] } });
    expect(one('evtchn.bind')).toThrow('s: the lab cannot do "evtchn.bind"');
    expect(one('toolstack.crash xl')).toThrow('s: the lab can kill the xl of the first thread only');
    expect(one('pciback.bind')).toThrow('s: "pciback.bind" takes 1 argument');
  });
});

describe('the scenarios of the lab', () => {
  it('are at least 24 runs, over all pairs of versions, both kinds of dom0, one and two IO-APICs', () => {
    expect(labRuns.length).toBeGreaterThanOrEqual(24);
    expect(new Set(labRuns.map((r) => r.system.id)).size).toBe(8);
    for (const ioapics of [1, 2])
      expect(new Set(labRuns.filter((r) => r.ioapics === ioapics).map((r) => r.system.dom0)).size).toBe(2);
    expect(new Set(labRuns.map((r) => r.name)).size).toBe(labRuns.length);
  });

  it.each(labScenarios)('$name is one the model takes as well', (scenario) => {
    const run = labRuns.find((r) => r.scenario === scenario)!;
    const topology = machineOf(run);
    q35(topology);
    dom0Script(scenario);
    const design = designs.find((d) => d.id === run.system.id)!;
    expect(buildSystem(topology, design, scenario).system.programs.length).toBeGreaterThan(0);
  });
});
