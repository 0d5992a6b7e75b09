import { describe, expect, test } from 'vitest';
import { Owner } from '../../../model/arm/state.js';
import type { ArmModel } from '../../../model/arm/model.js';
import { armDesigns } from '../../../model/arm/designs/index.js';
import { armProperties } from '../../../properties/arm/index.js';
import { armLitmus } from '../../../properties/litmus/arm/scenarios.js';
import { armSearch, armSystem, verdictsOf } from './systems.js';

/** A design and a scenario that violate each property. */
const byDesign: Readonly<Record<string, readonly [design: string, scenario: string]>> = {
  'ARM-I1': ['m7-complete', 'A1v2/no-quarantine-hop'],
  'ARM-I2': ['m2-unmap', 'A4v2/stream-collision'],
  'ARM-I4': ['m7-vpci', 'A1/reattach'],
  'ARM-I5': ['m1-dom0-tool', 'A1/two-devices'],
  'ARM-I6': ['m2-pciback', 'A1/domid-reuse'],
  'ARM-I7': ['m1-dom0-tool', 'A1/two-devices'],
  'ARM-I9': ['m7-vpci', 'A1/orderly'],
  'ARM-I10': ['m7-vpci', 'A8/other-function'],
  'ARM-I11': ['m5-attach-domctl', 'A1/domid-reuse'],
  'ARM-L1': ['m0-nothing', 'A1/two-devices'],
  'ARM-L2': ['m4-pcifront', 'A1/early-mapd'],
  'ARM-L3': ['m2-pciback', 'A1/slot-reuse'],
  'ARM-L4': ['m7-vpci', 'A1/destroy-while-used'],
  'ARM-L5': ['m2-unmap', 'A1/queue-fault'],
  'ARM-R1': ['head', 'A1/attach'],
  'ARM-R2': ['m2-pciback', 'A1/slot-reuse'],
  'ARM-R3': ['m2-pciback', 'A2/segment-truncation'],
  'ARM-R4': ['m0-nothing', 'A1/attach'],
  'ARM-R5': ['m0-nothing', 'A1/attach'],
  'ARM-R6': ['m3-msi-call', 'A1/attach'],
  'ARM-C1': ['m7-complete', 'A1/hostile'],
};

interface Mutant {
  readonly what: string;
  readonly fn: string;
  readonly design: string;
  readonly scenario: string;
  after(m: ArmModel): void;
}

/** A change of one step that violates a property nothing violates as it is. */
const byMutant: Readonly<Record<string, Mutant>> = {
  'ARM-I3': {
    what: 'the device is not put on the list of its new owner',
    fn: 'XEN_DOMCTL_assign_device',
    design: 'm7-vpci',
    scenario: 'A1/attach',
    after: (m) => (m.xen.onList[0] = Owner.NONE),
  },
  'ARM-I8': {
    what: 'deassigning leaves every slot taken',
    fn: 'XEN_DOMCTL_deassign_device',
    design: 'm7-vpci',
    scenario: 'A1/orderly',
    after: (m) => m.xen.slotUsed.fill(1),
  },
};

const verdicts = new Map<string, ReadonlyMap<string, string>>();
function verdict(design: string, scenario: string, property: string): string {
  const key = `${design} ${scenario}`;
  const known = verdicts.get(key) ?? verdictsOf(armSearch(armSystem(design, scenario)));
  verdicts.set(key, known);
  return known.get(property)!;
}

describe('every property of ARM is violated by something, and holds somewhere', () => {
  test('the tables name every property once', () => {
    expect([...Object.keys(byDesign), ...Object.keys(byMutant)].sort()).toEqual(
      armProperties.map((p) => p.id).sort(),
    );
  });

  test.each(Object.entries(byDesign))('%s is violated by design %s', (id, [design, scenario]) => {
    expect(verdict(design, scenario, id)).toBe('violated');
  });

  test.each(Object.entries(byMutant))('%s is violated by a mutant', (id, mutant) => {
    expect(verdict(mutant.design, mutant.scenario, id)).toBe('holds');
    const built = armSystem(mutant.design, mutant.scenario);
    let hits = 0;
    for (const program of built.system.programs)
      for (const { step } of program.instructions) {
        if (step.fn !== mutant.fn) continue;
        const original = step.run.bind(step);
        (step as { run: (outcome: number) => number }).run = (outcome) => {
          const result = original(outcome);
          mutant.after(built.model);
          hits++;
          return result;
        };
      }
    expect(verdictsOf(armSearch(built)).get(id)).toBe('violated');
    expect(hits).toBeGreaterThan(0);
  });

  test('each property holds, and is applicable, in at least one built-in scenario', () => {
    const holds = new Set<string>();
    for (const design of armDesigns)
      for (const scenario of armLitmus) {
        if (scenario.name === 'A1/hostile') continue;
        for (const p of armProperties)
          if (!holds.has(p.id) && verdict(design.id, scenario.name, p.id) === 'holds') holds.add(p.id);
        if (holds.size === armProperties.length) return;
      }
    expect(armProperties.map((p) => p.id).filter((id) => !holds.has(id))).toEqual([]);
  });
});
