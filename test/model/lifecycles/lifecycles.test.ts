import { describe, expect, test } from 'vitest';
import { buildSystem } from '../../../model/build.js';
import { designs } from '../../../model/designs/index.js';
import { lifecycles } from '../../../model/lifecycles/index.js';
import { adjacency, eventsOf, ILLEGAL, lifecycle } from '../../../model/lifecycles/lifecycle.js';
import { systems } from './systems.js';

describe.each(lifecycles.map((l) => [l.id, l] as const))('life of %s', (_, life) => {
  test('says what each state is, in one sentence', () => {
    for (const state of life.states) expect(life.meaning[state]).toMatch(/^\S.*[^.]\.$/);
  });

  test('every state can be reached', () => {
    const reached = new Set(life.born);
    for (const state of reached)
      for (const event of eventsOf(life.machine, state))
        reached.add(life.machine.transition(state, event).value);
    expect([...reached].sort()).toEqual([...life.states].sort());
  });

  test('no two events lead from one state to the same next one, and none stays', () => {
    for (const state of life.states) {
      const next = eventsOf(life.machine, state).map((e) => life.machine.transition(state, e).value);
      expect(next).not.toContain(state);
      expect(new Set(next).size).toBe(next.length);
    }
  });

  test('forbids more than it allows', () => {
    const n = life.states.length;
    const steps = adjacency(life).reduce((sum, allowed) => sum + allowed, 0) - n;
    expect(steps).toBeLessThanOrEqual((n * (n - 1)) / 2);
  });

  test('everything is born in a state it may be born in, in every system and design', () => {
    for (const { topology, scenario } of systems)
      for (const design of designs) {
        const built = buildSystem(topology, design, scenario);
        built.system.state.set(built.prologue.start);
        const abstraction = life.on(built.model);
        life.objects(built.model).forEach((object, i) => {
          const state = abstraction.state(i);
          expect(state, object).not.toBe(ILLEGAL);
          expect(life.born).toContain(life.states[state]);
        });
      }
  });
});

const steps = (id: string): string[] => {
  const life = lifecycles.find((l) => l.id === id)!;
  const allowed = adjacency(life);
  return life.states.flatMap((from, i) =>
    life.states.flatMap((to, j) =>
      i !== j && allowed[i * life.states.length + j] ? `${from} -> ${to}` : [],
    ),
  );
};

test.each([
  ['device', 'native -> claimed', 'the driver core hands no device from driver to driver'],
  ['device', 'free -> pciback', 'pcistub_seize lists a device only after it is initialised'],
  ['device', 'assigned -> pciback', 'a guest gives a device back into quarantine'],
  ['device', 'unowned -> free', 'nothing gives a record without owner an owner'],
  ['pin', 'ready -> blank', 'pin_programmed is never cleared'],
  ['pin', 'deaf -> bound', 'a pin configured after the bind stays masked'],
  ['pirq', 'poisoned -> mapped', 'allocate_pirq refuses a poisoned pair'],
  ['pirq', 'bound -> unmapped', 'unmapping a bound pirq leaves poison'],
  ['irq-descriptor', 'gsi-requested -> free', 'a number with a handler is not given back'],
  ['irq-descriptor', 'pirq -> free', 'a PV dom0 never unmaps a GSI'],
  ['domain', 'running -> dying', 'libxl kills the device model first'],
])('%s: not %s (%s)', (id, step) => {
  expect(steps(id)).not.toContain(step);
});

test('a transition into nowhere is refused', () => {
  const broken = { id: 'x', title: 'x', cites: '', born: ['a'], reads: [], objects: () => [] };
  expect(() =>
    lifecycle({
      ...broken,
      life: { a: { what: 'A.', on: { go: 'b' } } },
      on: () => ({ state: () => 0, belongsTo: () => 0 }),
    }),
  ).toThrow('x: no state "b"');
});
