import { createMachine, type StateMachine } from '@xstate/fsm';
import type { Model } from '../model.js';

/** A pure finite machine: no context, no actions. */
export type LifeMachine = StateMachine.Machine<object, { type: string }, { value: string; context: object }>;

/** What the abstraction answers for bytes that no real machine can show. */
export const ILLEGAL = -1;

/** A lifecycle looked at in one system: object `i` in its abstract state. Neither method allocates. */
export interface Abstraction {
  /** Index into the lifecycle's states, or ILLEGAL. */
  state(i: number): number;
  /**
   * To whom or what the object belongs (the guest a device is assigned to, the line a pirq is mapped to), 0 for nobody.
   * It may pass from one to another only through nobody.
   */
  belongsTo(i: number): number;
}

/** The abstract life of one kind of thing: a contract the model's steps must refine. */
export interface Lifecycle {
  readonly id: string;
  readonly title: string;
  /** Where it comes from: sections of the facts, sources. */
  readonly cites: string;
  readonly states: readonly string[];
  /** One sentence per state. */
  readonly meaning: Readonly<Record<string, string>>;
  /** The states a thing may be in when the machine comes up. */
  readonly born: readonly string[];
  readonly machine: LifeMachine;
  /** Groups of the state the abstraction reads. */
  readonly reads: readonly string[];
  /** The things of this kind in a system, by name. */
  objects(m: Model): readonly string[];
  on(m: Model): Abstraction;
}

/** A state with its meaning and its way on: event -> next state. */
export interface StateDefinition {
  readonly what: string;
  readonly on?: Readonly<Record<string, string>>;
}

interface Definition extends Omit<Lifecycle, 'states' | 'meaning' | 'machine' | 'on'> {
  readonly life: Readonly<Record<string, StateDefinition>>;
  /** `index` gives the number of a state by its name. */
  on(m: Model, index: (state: string) => number): Abstraction;
}

/** Builds a lifecycle. Throws RangeError for a transition into a state that is not defined. */
export function lifecycle(definition: Definition): Lifecycle {
  const { life, on, ...rest } = definition;
  const states = Object.keys(life);
  const index = (state: string): number => {
    const i = states.indexOf(state);
    if (i < 0) throw new RangeError(`${rest.id}: no state "${state}"`);
    return i;
  };
  for (const s of Object.values(life)) Object.values(s.on ?? {}).forEach(index);
  const machine: LifeMachine = createMachine({
    id: rest.id,
    initial: rest.born[0]!,
    states: Object.fromEntries(Object.entries(life).map(([name, s]) => [name, { on: { ...s.on } }])),
  });
  return {
    ...rest,
    states,
    meaning: Object.fromEntries(Object.entries(life).map(([name, s]) => [name, s.what])),
    machine,
    on: (m) => on(m, index),
  };
}

/** The events a state knows. */
export const eventsOf = (machine: LifeMachine, state: string): readonly string[] =>
  Object.keys(machine.config.states[state]?.on ?? {});

/** `allowed[from * states + to]` is 1 for staying and for each transition of the machine. */
export function adjacency({ states, machine }: Pick<Lifecycle, 'states' | 'machine'>): Uint8Array {
  const n = states.length;
  const allowed = new Uint8Array(n * n);
  states.forEach((from, i) => {
    allowed[i * n + i] = 1;
    for (const event of eventsOf(machine, from))
      allowed[i * n + states.indexOf(machine.transition(from, event).value)] = 1;
  });
  return allowed;
}
