import { describe, expect, test } from 'vitest';
import type { Model } from '../../model/model.js';
import { explore } from '../../checker/explore.js';
import { buildSystem } from '../../model/build.js';
import type { Built } from '../../model/system.js';
import { designs } from '../../model/designs/index.js';
import { parseTopology, type Topology } from '../../model/hardware/topology.js';
import type { Scenario } from '../../model/scenario.js';
import { Domain, Owner } from '../../model/state.js';
import { properties } from '../../properties/index.js';
import { litmus } from '../../properties/litmus/scenarios.js';
import { litmusTopologies } from '../../properties/litmus/topologies.js';

/**
 * A property that nothing can violate checks nothing. For each property: a design and a built-in scenario that violate it,
 * or a mutant of the model that does while the model itself keeps it; and a design and scenario where it is applicable and
 * holds.
 */

const topologies = new Map(litmusTopologies.map((t) => [t.name, parseTopology(t, t.name)]));
const MERGED = 'pvh-6.12-4.20';

/** Replaces the step named `fn` in every thread of a system. */
type Mutate = (built: Built<Model>, run: (outcome: number) => number, outcome: number) => number;

interface Mutant {
  readonly what: string;
  readonly fn: string;
  readonly mutate: Mutate;
  readonly topology?: Topology;
  readonly scenario: Scenario | string;
  readonly design?: string;
  /** Groups it writes that the step does not. */
  readonly writes?: readonly string[];
}

/** By the design, in the scenario. */
const byDesign: Record<string, readonly [design: string, scenario: string]> = {
  I1: ['rfc-base', 'T2/irq-as-gsi'],
  I2: ['rfc-base', 'T1/attach'],
  I4: ['rfc-base', 'T1/attach'],
  I5: [MERGED, 'T3/detach-sibling-destroy'],
  I6: [MERGED, 'T3/detach-sibling-destroy'],
  I7: [MERGED, 'T1/dom0-unmaps'],
  I8: [MERGED, 'T4/hidden-neighbour'],
  I9: [MERGED, 'T1/ghost'],
  I10: ['rfc-base', 'T1/attach'],
  I11: [MERGED, 'T3/detach-sibling-destroy'],
  I12: ['rfc-base', 'T2/irq-as-gsi'],
  I15: [MERGED, 'T1/attach'],
  I18: [MERGED, 'T1/two-attaches'],
  L1: ['rfc-base', 'T1/attach'],
  L2: [MERGED, 'T3/detach-sibling-assert'],
  L3: [MERGED, 'T3/detach-sibling-destroy'],
  L4: [MERGED, 'T1/back-to-dom0'],
  L5: [MERGED, 'T3/attach-detach-attach'],
  L6: [MERGED, 'T4/attach'],
  A1: ['pvh-6.1-4.17', 'T1/attach'],
  C1: [MERGED, 'T7/attach'],
};

const edgeLink = parseTopology(
  {
    format: 'pirqcheck-topology/1',
    name: 'edge-link',
    ioapics: [
      { id: 0, gsiBase: 0, pins: 24 },
      { id: 1, gsiBase: 24, pins: 24 },
    ],
    links: [{ name: 'LNKE', possible: [28], trigger: 'edge', polarity: 'low', current: null }],
    prt: [
      {
        bus: '0000:00',
        entries: [
          { device: 2, pin: 'A', link: 'LNKE' },
          { device: 3, pin: 'A', link: 'LNKE' },
        ],
      },
    ],
    devices: [
      { sbdf: '0000:00:02.0', pin: 'A' },
      { sbdf: '0000:00:03.0', pin: 'A' },
    ],
    wires: [
      { sbdf: '0000:00:02.0', gsi: 28, polarity: 'low' },
      { sbdf: '0000:00:03.0', gsi: 28, polarity: 'low' },
    ],
  },
  'edge-link',
);

/** By a mutant. */
const byMutant: Record<string, Mutant> = {
  I3: {
    what: 'setup_gsi latches the default edge/high instead of what ACPI says (DES-01)',
    fn: 'PHYSDEVOP_setup_gsi',
    mutate: ({ model }, run, outcome) => {
      const result = run(outcome);
      model.xen.pinHandler.fill(1);
      return result;
    },
    scenario: 'T1/attach',
  },
  I13: {
    what: 'pirq_guest_bind does not ask whether the others share',
    fn: 'XEN_DOMCTL_bind_pt_irq',
    mutate: ({ model }, run, outcome) => {
      const refused = run(outcome) < 0;
      if (refused) model.xen.guests[model.scope.lines.index(28)]! |= 2;
      return 0;
    },
    topology: edgeLink,
    scenario: {
      name: 'edge line, dom0 first',
      given: ['driver.bind 00:03.0'],
      threads: { xl: ['xl.assignable-add 00:02.0', 'xl.attach 00:02.0 dom1'] },
    },
  },
  I14: {
    what: 'unmap clears pirq -> irq and forgets irq -> pirq (INTX-03)',
    fn: 'PHYSDEVOP_unmap_pirq',
    mutate: ({ model }, run, outcome) => {
      const before = model.xen.irqPirq.slice();
      const result = run(outcome);
      model.xen.irqPirq.set(before);
      return result;
    },
    scenario: 'T1/attach-detach',
  },
  'LC-device': {
    what: 'deassigning from a guest gives the device straight back to dom0 (XSA-302)',
    fn: 'XEN_DOMCTL_deassign_device',
    mutate: ({ model }, run, outcome) => {
      const result = run(outcome);
      if (model.xen.owner[0] === Owner.DOM_IO) model.xen.owner[0] = Owner.DOM0;
      return result;
    },
    scenario: 'T1/attach-detach',
  },
  'LC-pin': {
    what: 'binding a guest forgets that the pin is programmed',
    fn: 'XEN_DOMCTL_bind_pt_irq',
    mutate: ({ model }, run, outcome) => {
      const result = run(outcome);
      model.xen.pinProgrammed.fill(0);
      return result;
    },
    scenario: 'T1/attach',
  },
  'LC-pirq': {
    what: 'a forced unbind leaves no trace in the tables',
    fn: 'PHYSDEVOP_unmap_pirq',
    mutate: ({ model }, run, outcome) => {
      const result = run(outcome);
      for (let i = 0; i < model.xen.pirqIrq.length; i++)
        if (model.xen.pirqIrq[i]! < 0) model.xen.pirqIrq[i] = 0;
      return result;
    },
    scenario: 'T3/detach-sibling-destroy',
  },
  'LC-irq': {
    what: 'freeing a handler frees the irq number as well, while the device is enabled',
    fn: 'request_irq',
    mutate: ({ model }, run, outcome) => {
      const result = run(outcome);
      model.linux.gsiIrq.fill(0);
      return result;
    },
    scenario: 'T4/hidden-neighbour',
    writes: ['linux.gsi'],
  },
  'LC-domain': {
    what: 'a destroyed domain runs again when its last reference goes',
    fn: 'complete_domain_destroy',
    mutate: ({ model }, run, outcome) => {
      const result = run(outcome);
      model.xen.domain[1] = Domain.RUNNING;
      return result;
    },
    scenario: 'T1/attach-destroy',
  },
};

function search(m: Mutant, property: string, mutated: boolean): string {
  const scenario = typeof m.scenario === 'string' ? litmus.find((l) => l.name === m.scenario)! : m.scenario;
  const topology = m.topology ?? topologies.get((scenario as (typeof litmus)[number]).topology)!;
  const built = buildSystem(
    topology,
    designs.find((d) => d.id === (m.design ?? MERGED))!,
    scenario,
  );
  let hits = 0;
  if (mutated)
    for (const program of built.system.programs)
      for (const { step } of program.instructions) {
        if (step.fn !== m.fn) continue;
        const original = step.run.bind(step);
        Object.assign(step, { writes: [...step.writes, ...(m.writes ?? [])] });
        (step as { run: (outcome: number) => number }).run = (outcome) => {
          hits++;
          return m.mutate(built, original, outcome);
        };
      }
  const { findings } = explore(built, properties);
  if (mutated) expect(hits).toBeGreaterThan(0);
  return findings.find((f) => f.property.id === property)!.verdict;
}

const verdictsOf = (design: string, scenario: string): Map<string, string> => {
  const s = litmus.find((l) => l.name === scenario)!;
  const built = buildSystem(
    topologies.get(s.topology)!,
    designs.find((d) => d.id === design)!,
    s,
  );
  return new Map(explore(built, properties).findings.map((f) => [f.property.id, f.verdict]));
};

describe('every property is violated by something, and holds somewhere', () => {
  test('the tables name every property once', () => {
    expect([...Object.keys(byDesign), ...Object.keys(byMutant)].sort()).toEqual(
      properties.map((p) => p.id).sort(),
    );
  });

  test.each(Object.entries(byDesign))('%s is violated by design %s', (id, [design, scenario]) => {
    expect(verdictsOf(design, scenario).get(id)).toBe('violated');
  });

  test.each(Object.entries(byMutant))('%s is violated by a mutant', (id, mutant) => {
    expect(search(mutant, id, false)).not.toBe('violated');
    expect(search(mutant, id, true)).toBe('violated');
  });

  test('each property holds, and is applicable, in at least one built-in scenario', () => {
    const holds = new Set<string>();
    for (const design of designs)
      for (const scenario of litmus)
        for (const [id, verdict] of verdictsOf(design.id, scenario.name))
          if (verdict === 'holds') holds.add(id);
    expect(properties.map((p) => p.id).filter((id) => !holds.has(id))).toEqual([]);
  });
});
