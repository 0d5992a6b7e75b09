import { ModelBound } from '../model/model.js';
import type { System } from '../model/system.js';
import { bottomComponents } from './components.js';
import { Edges } from './edges.js';

/** The states that hardware which may repeat for ever leads to from a state where nothing else can happen. */
export interface Rest {
  /** Stored states; the first is where it began. */
  readonly states: readonly Uint32Array[];
  /** Of each state: the one before it, and the move from there (thread << 8 | outcome). */
  readonly parents: readonly number[];
  readonly moves: readonly number[];
  /** A state where something else can happen after all; -1 if there is none. */
  readonly awake: number;
  /** Sets of states the hardware stays in for ever, by index. Empty when `awake` is found. */
  readonly components: readonly (readonly number[])[];
}

const MOST_STATES = 4096;

/** Explores what recurring steps do from the working state, which is lost. Throws ModelBound beyond 4096 states. */
export function restFrom(system: System): Rest {
  const states = [system.words.slice()];
  const parents = [0];
  const moves = [0];
  const edges = new Edges();
  for (let at = 0; at < states.length; at++) {
    if (states.length > MOST_STATES) throw new ModelBound(`${MOST_STATES} states of hardware at rest`);
    edges.node(edges.count);
    system.words.set(states[at]!);
    const n = system.moves();
    for (let i = 0; i < n; i++) {
      if (i > 0) system.words.set(states[at]!);
      const thread = system.moveThread[i]!;
      if (system.at(thread)!.step.recurring !== true)
        return { states, parents, moves, awake: at, components: [] };
      system.fire(thread, system.moveOutcome[i]!);
      const known = states.findIndex((s) => equal(s, system.words));
      edges.edge(known < 0 ? states.length : known);
      if (known >= 0) continue;
      states.push(system.words.slice());
      parents.push(at);
      moves.push((thread << 8) | system.moveOutcome[i]!);
    }
  }
  edges.node(edges.count);
  const components = bottomComponents(states.length, edges);
  return { states, parents, moves, awake: -1, components };
}

/** The moves (thread << 8 | outcome) from where the rest began to one of its states. */
export function movesTo(rest: Rest, state: number): number[] {
  const path: number[] = [];
  for (let at = state; at !== 0; at = rest.parents[at]!) path.push(rest.moves[at]!);
  return path.reverse();
}

const equal = (a: Uint32Array, b: Uint32Array): boolean => a.every((word, i) => word === b[i]);
