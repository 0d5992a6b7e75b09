import fc from 'fast-check';
import { expect, test } from 'vitest';
import { makesSense, RULES } from '../../generators/lives.js';
import { scriptPlan, writeScripts, type GeneratedScenario } from '../../generators/script.js';
import { assertSeeded, integerSeed } from '../../generators/seed.js';
import { topologies } from '../../generators/topology.js';
import { deviceLife, domainLife } from '../../model/lifecycles/index.js';
import { parseLine, scriptVerbs } from '../../model/scripts.js';

const scripts = fc
  .record({ topology: topologies(), plan: scriptPlan })
  .map(({ topology, plan }) => ({ topology, plan, ...writeScripts(plan, topology) }));

const linesOf = ({ scenario }: GeneratedScenario): string[] => [
  ...(scenario.given ?? []),
  ...Object.values(scenario.threads).flat(),
];

test('every verb has a rule, and every rule a verb', () => {
  expect(Object.keys(RULES).sort()).toEqual(scriptVerbs.map((v) => v.verb).sort());
});

test('rules speak of states the lifecycles have, and of events they know there', () => {
  for (const { device = {}, domain = {} } of Object.values(RULES))
    for (const [machine, byState] of [
      [deviceLife.machine, device],
      [domainLife.machine, domain],
    ] as const)
      for (const [from, events] of Object.entries(byState)) {
        let state = from;
        expect(Object.keys(machine.config.states)).toContain(from);
        for (const event of events) {
          const next = machine.transition(state, event);
          expect(next.changed, `${event} in ${state}`).toBe(true);
          state = next.value;
        }
      }
});

test('every line can be parsed and names a device of the machine and a thread that is there', () => {
  assertSeeded(
    'lines',
    fc.property(scripts, (s) => {
      const threads = Object.keys(s.scenario.threads);
      expect(threads.length).toBeGreaterThan(0);
      expect(threads.length).toBeLessThanOrEqual(3);
      for (const line of linesOf(s)) {
        const { device, thread } = parseLine(line, 'generated');
        if (device !== null) expect(s.topology.devices.map((d) => d.sbdf)).toContain(device);
        if (thread !== null) expect(threads).toContain(thread);
      }
      for (const guest of s.scenario.paused ?? [])
        expect(linesOf(s).some((l) => l.split(' ').includes(guest))).toBe(true);
    }),
    { numRuns: 500 },
  );
});

test('lifecycles are broken deliberately in at least a fifth of the scripts, and only there', () => {
  const sample = fc.sample(scripts, { seed: integerSeed('breaks'), numRuns: 1000 });
  const broken = sample.filter((s) => s.breaks > 0);
  expect(broken.length).toBeGreaterThanOrEqual(200);
  expect(broken.length).toBeLessThan(500);
  for (const s of sample) if (!s.plan.breaking) expect(s.breaks).toBe(0);
});

test('an operation that makes no sense is told from one that does', () => {
  const device = { sbdf: '0000:00:01.0', pin: 'A' as const, msi: 0, interruptLine: 0 };
  const dev = { device, life: 'native', enabled: false, guest: null, intx: true, touched: true };
  const dom = { name: 'dom1', life: 'running' };
  const sense = (verb: string): boolean => makesSense({ verb, dev, dom });
  expect(sense('driver.unbind')).toBe(true);
  expect(sense('xl.assignable-add')).toBe(true);
  expect(sense('driver.bind')).toBe(false);
  expect(sense('xl.attach')).toBe(false);
  expect(sense('xl.unpause')).toBe(false);
  expect(sense('dom0.unmap-pirq')).toBe(false);
});

test('a smaller budget makes smaller scripts', () => {
  const sample = fc.sample(fc.record({ topology: topologies(), plan: scriptPlan }), {
    seed: integerSeed('budget'),
    numRuns: 200,
  });
  const lengths = (budget: number): number =>
    sample.reduce(
      (n, { topology, plan }) =>
        n + Object.values(writeScripts(plan, topology, { budget }).scenario.threads).flat().length,
      0,
    );
  expect(lengths(50)).toBeLessThan(lengths(200_000));
});
