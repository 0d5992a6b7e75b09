import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { itsCommands, itsPlan } from '../../../generators/arm/its-commands.js';
import { makesSense, RULES, type Act } from '../../../generators/arm/outlook.js';
import { armScriptPlan, writeArmScripts, type GeneratedArmScenario } from '../../../generators/arm/script.js';
import { armTopologies } from '../../../generators/arm/topology.js';
import { assertSeeded, integerSeed } from '../../../generators/seed.js';
import { armVerbs, parseArmLine } from '../../../model/arm/scripts.js';

const scripts = fc
  .record({ topology: armTopologies(), plan: armScriptPlan })
  .map(({ topology, plan }) => ({ topology, plan, ...writeArmScripts(plan, topology) }));

const linesOf = ({ scenario }: GeneratedArmScenario): string[] => [
  ...(scenario.given ?? []),
  ...Object.values(scenario.threads).flat(),
];

test('every verb has a rule, but for the commands of a guest to its ITS and what is not for it to claim', () => {
  // A guest that sends any command for ever is for an exhaustive search.
  const others = ['guest.claim', 'guest.hostile'];
  const ruled = armVerbs.map((v) => v.verb).filter((v) => !v.startsWith('its.') && !others.includes(v));
  expect(Object.keys(RULES).sort()).toEqual(ruled.sort());
});

test('every line can be parsed and names a function of the machine', () => {
  assertSeeded(
    'lines',
    fc.property(scripts, (s) => {
      const threads = Object.keys(s.scenario.threads);
      expect(threads.length).toBeGreaterThan(0);
      expect(threads.length).toBeLessThanOrEqual(4);
      for (const line of linesOf(s)) {
        const { device } = parseArmLine(line, 'generated');
        if (device !== null) expect(s.topology.devices.map((d) => d.sbdf)).toContain(device);
      }
    }),
    { numRuns: 500 },
  );
});

test('the order of things is broken deliberately in at least a fifth of the scripts, and only there', () => {
  const sample = fc.sample(scripts, { seed: integerSeed('breaks'), numRuns: 1000 });
  const broken = sample.filter((s) => s.breaks > 0);
  expect(broken.length).toBeGreaterThanOrEqual(200);
  expect(broken.length).toBeLessThan(500);
  for (const s of sample) if (!s.plan.breaking) expect(s.breaks).toBe(0);
});

test('an operation that makes no sense is told from one that does', () => {
  const device = { sbdf: '0000:00:01.0', rootComplex: 'pcie', msi: 1 };
  const dev: Act['dev'] = { device, life: 'attached', guest: 'dom1', enabled: false };
  const sense = (verb: string, name = 'dom1'): boolean =>
    makesSense({ verb, dev, dom: { name, life: 'running', sound: true } });
  expect(sense('xl.detach')).toBe(true);
  expect(sense('guest.enable-msi')).toBe(true);
  expect(sense('xl.detach', 'dom2')).toBe(false);
  expect(sense('xl.attach')).toBe(false);
  expect(sense('driver.bind')).toBe(false);
  expect(sense('device.msi')).toBe(false);
});

test('a smaller budget makes smaller scripts', () => {
  const sample = fc.sample(fc.record({ topology: armTopologies(), plan: armScriptPlan }), {
    seed: integerSeed('budget'),
    numRuns: 200,
  });
  const lengths = (budget: number): number =>
    sample.reduce(
      (n, { topology, plan }) =>
        n + Object.values(writeArmScripts(plan, topology, { budget }).scenario.threads).flat().length,
      0,
    );
  expect(lengths(10)).toBeLessThan(lengths(20_000));
});

describe('commands of a guest to its ITS', () => {
  const devices = [{ sbdf: '0000:03:00.0', rootComplex: 'pcie', msi: 1 }];
  const sequences = (honest: boolean): string[][] =>
    fc
      .sample(itsPlan, { seed: integerSeed('ITS'), numRuns: 600 })
      .filter((plan) => plan.honest === honest)
      .map((plan) => itsCommands(plan, 'dom1', devices));

  /** Does every command come when what it speaks of is mapped? */
  function isOrderly(commands: readonly string[]): boolean {
    const mapped = new Set<string>();
    for (const [verb, , ...operands] of commands.map((c) => c.split(' '))) {
      const [id, event, intid, collection] = operands;
      const needs = {
        'its.mapc': [],
        'its.unmapc': [`collection ${id}`],
        'its.mapd': [],
        'its.unmapd': [`device ${id}`],
        'its.mapti': [`device ${id}`, `collection ${collection}`],
        'its.movi': [`event ${id} ${event}`, `collection ${intid}`],
      }[verb!] ?? [`event ${id} ${event}`];
      if (needs.some((n) => !mapped.has(n)) || Number(intid) === 8191) return false;
      if (verb === 'its.mapc') mapped.add(`collection ${id}`);
      if (verb === 'its.unmapc') mapped.delete(`collection ${id}`);
      if (verb === 'its.mapd') mapped.add(`device ${id}`);
      if (verb === 'its.unmapd') mapped.delete(`device ${id}`);
      if (verb === 'its.mapti') mapped.add(`event ${id} ${event}`);
      if (verb === 'its.discard') mapped.delete(`event ${id} ${event}`);
    }
    return true;
  }

  test('honest ones map before they use, hostile ones mostly do not', () => {
    expect(sequences(true).every(isOrderly)).toBe(true);
    const hostile = sequences(false);
    expect(hostile.filter((s) => !isOrderly(s)).length).toBeGreaterThan(hostile.length / 2);
  });

  test('there are all commands in both, and real DeviceIDs besides virtual ones', () => {
    const verbs = armVerbs.map((v) => v.verb).filter((v) => v.startsWith('its.'));
    for (const honest of [true, false]) {
      const text = sequences(honest).flat().join('\n');
      for (const verb of verbs) expect(text).toContain(`${verb} dom1`);
      expect(text).toContain('its.mapd dom1 0x300');
      expect(text).toContain('its.mapd dom1 0x8');
    }
  });
});
