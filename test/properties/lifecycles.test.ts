import { describe, expect, test } from 'vitest';
import type { Model } from '../../model/model.js';
import { explore } from '../../checker/explore.js';
import { buildSystem } from '../../model/build.js';
import type { Built } from '../../model/system.js';
import { designs } from '../../model/designs/index.js';
import { pvh612Xen420 } from '../../model/designs/merged-upstream.js';
import { lifecycles, pinLife, pirqLife } from '../../model/lifecycles/index.js';
import { createMachine } from '@xstate/fsm';
import type { Lifecycle } from '../../model/lifecycles/lifecycle.js';
import { Owner } from '../../model/state.js';
import type { Instruction } from '../../model/system.js';
import { lifecycleProperties, refines } from '../../properties/lifecycles.js';
import { OK, VIOLATED, type Property } from '../../properties/property.js';
import { otherLives } from '../model/lifecycles/other-lives.js';
import { systems } from '../model/lifecycles/systems.js';

/** A property that never fails and notes which transitions of a lifecycle happen. */
const observer = (life: Lifecycle, seen: Set<string>): Property<Model> => ({
  ...refines(life.id, life),
  on({ model }) {
    const n = life.objects(model).length;
    const abstraction = life.on(model);
    const before = new Int16Array(n);
    return {
      before: () => {
        for (let i = 0; i < n; i++) before[i] = abstraction.state(i);
      },
      after: () => {
        for (let i = 0; i < n; i++)
          if (before[i] !== abstraction.state(i))
            seen.add(`${life.states[before[i]!]} -> ${life.states[abstraction.state(i)]}`);
        return OK;
      },
      witness: () => '',
    };
  },
});

describe.each(systems.map((s) => [s.scenario.name, s] as const))('%s', (_, { topology, scenario }) => {
  test.each(designs.map((d) => [d.id, d] as const))('%s refines every lifecycle', (_id, design) => {
    const { findings, limit } = explore(buildSystem(topology, design, scenario), lifecycleProperties);
    expect(limit).toBeUndefined();
    for (const f of findings)
      if (f.property.id !== otherLives[design.id])
        expect(['holds', 'vacuous'], `${f.property.id}: ${f.witness}`).toContain(f.verdict);
  });
});

test.each(Object.entries(otherLives))('%s does not refine %s', (id, property) => {
  const design = designs.find((d) => d.id === id)!;
  const violated = systems.flatMap(({ topology, scenario }) =>
    explore(buildSystem(topology, design, scenario), lifecycleProperties)
      .findings.filter((f) => f.verdict === 'violated')
      .map((f) => f.property.id),
  );
  expect([...new Set(violated)]).toEqual([property]);
});

test('between them the systems take almost every transition', () => {
  const seen = lifecycles.map((life) => ({ life, steps: new Set<string>() }));
  for (const { topology, scenario } of systems)
    for (const design of designs)
      explore(
        buildSystem(topology, design, scenario),
        seen.map(({ life, steps }) => observer(life, steps)),
      );
  const never = seen.flatMap(({ life, steps }) =>
    life.states.flatMap((from) =>
      Object.entries(life.machine.config.states[from]!.on ?? {}).flatMap(([event, to]) =>
        steps.has(`${from} -> ${to as string}`) ? [] : `${life.id}: ${from} -> ${to as string} (${event})`,
      ),
    ),
  );
  expect(never).toMatchInlineSnapshot(`
    [
      "pirq: bound -> gone (free-domain)",
      "pirq: poisoned -> gone (free-domain)",
    ]
  `);
});

describe('what the properties catch', () => {
  const { topology, scenario } = systems[0]!;
  const build = (): Built<Model> => buildSystem(topology, pvh612Xen420, scenario);
  const verdicts = (
    built: Built<Model>,
    properties = lifecycleProperties,
  ): Record<string, string | undefined> =>
    Object.fromEntries(
      explore(built, properties).findings.flatMap((f) =>
        f.verdict === 'violated' ? [[f.property.id, f.witness]] : [],
      ),
    );
  /** Makes every step of this name do something else as well. */
  const mutate = (built: Built<Model>, fn: string, also: () => void): Built<Model> => {
    for (const program of built.system.programs)
      for (const { step } of program.instructions)
        if (step.fn === fn) {
          const { run } = step;
          Object.assign(step, {
            writes: [...step.writes, 'xen.pin', 'xen.pdev', 'xen.domain', 'linux.irqs'],
            run: (outcome: number) => {
              const result = run(outcome);
              if (result >= 0) also();
              return result;
            },
          });
        }
    return built;
  };

  test('a model that gives a guest its device back straight to dom0', () => {
    const built = build();
    const { xen } = built.model;
    mutate(built, 'XEN_DOMCTL_deassign_device', () => {
      if (xen.owner[0] === Owner.DOM_IO) xen.owner[0] = Owner.DOM0;
    });
    expect(verdicts(built)).toEqual({
      'LC-device':
        '0000:00:01.0 went from assigned to pciback, which is no step in the life of a PCI device as passthrough sees it',
    });
  });

  test('a model that forgets the sign of a force-unbound pirq', () => {
    const built = buildSystem(systems[2]!.topology, pvh612Xen420, systems[2]!.scenario);
    const { xen } = built.model;
    mutate(built, 'PHYSDEVOP_unmap_pirq', () => {
      for (let i = 0; i < xen.pirqIrq.length; i++) if (xen.pirqIrq[i]! < 0) xen.pirqIrq[i] = 0;
    });
    expect(verdicts(built)['LC-pirq']).toMatch(/^pirq 16 of dom1 went from bound to no state of it/);
  });

  test('a model that clears pin_programmed', () => {
    const built = build();
    const { xen } = built.model;
    mutate(built, 'pci_disable_device', () => xen.pinProgrammed.fill(0));
    expect(verdicts(built)['LC-pin']).toMatch(/^GSI 28 went from bound to preset-bound/);
  });

  test('a model that reprograms the polarity of a pin', () => {
    const built = build();
    const { xen } = built.model;
    mutate(built, 'pci_disable_device', () => {
      for (let i = 0; i < xen.pinLow.length; i++) if (xen.pinProgrammed[i]) xen.pinLow[i]! ^= 1;
    });
    expect(verdicts(built)['LC-pin']).toMatch(/passed from one to another while/);
  });

  test('a model that frees an irq number under its handler', () => {
    const built = build();
    const { linux } = built.model;
    mutate(built, 'driver_bound', () => linux.irqUser.fill(0));
    expect(verdicts(built)['LC-irq']).toContain('to no state of it');
  });

  test('a model that revives a domain', () => {
    const built = build();
    const { xen } = built.model;
    mutate(built, 'XEN_DOMCTL_destroydomain', () => (xen.domain[1] = 3));
    expect(verdicts(built)).toHaveProperty('LC-domain');
  });

  test('a machine without one of its transitions', () => {
    const tampered = {
      ...pinLife,
      machine: createMachine<object, { type: string }, { value: string; context: object }>({
        initial: 'blank',
        states: { ...pinLife.machine.config.states, ready: { on: {} } },
      }),
    };
    expect(verdicts(build(), [refines('tampered', tampered)])).toEqual({
      tampered: 'GSI 38 went from ready to bound, which is no step in the life of an IO-APIC pin in Xen',
    });
  });

  test('a state altered by hand after a step', () => {
    const { system, model } = build();
    const check = refines('by-hand', pirqLife).on({ system, model } as Built<Model>);
    const instruction = {} as Instruction;
    check.before!();
    expect(check.after!(0, instruction)).not.toBe(VIOLATED);
    model.xen.pirqIrq[model.scope.pirqs.count] = 1;
    expect(check.after!(0, instruction)).toBe(VIOLATED);
    expect(check.witness()).toMatch(/^pirq \d+ of dom1 went from unmapped to no state of it/);
  });
});
