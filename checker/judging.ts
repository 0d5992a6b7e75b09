import type { Instruction, Involved, Move } from '../model/system.js';
import type { Built } from '../model/system.js';
import { NOT_APPLICABLE, VIOLATED, type Check, type Property } from '../properties/property.js';
import { affectedBy, quiets, type Affected } from './affected.js';
import { firstPlaces } from './places.js';

/** What is known of one property while a system is searched. */
export interface Watched<M> {
  readonly property: Property<M>;
  readonly check: Check;
  applicable: boolean;
  /** The first state that violates it, or from which the first violating step was taken; NEVER. */
  at: number;
  /** For a step property: the state it last remembered. */
  remembered: number;
  /** A violating step, thread << 8 | outcome; NEVER. */
  move: number;
  witness: string;
}

/** No state, no move. */
export const NEVER = -1;

/**
 * Judges properties on the working state. A state is judged only by the properties that the step that led to it can have
 * changed the answer of. Instructions are named by their place in the list of those of all programs.
 */
export class Judging<M> {
  readonly watched: readonly Watched<M>[];
  readonly resting: readonly Watched<M>[];
  /** Place of the first instruction of each program. */
  readonly first: Int32Array;
  private readonly instructions: readonly { readonly thread: number; readonly instruction: Instruction }[];
  private unviolated: number;
  private readonly stateful: readonly Watched<M>[];
  private readonly stepwise: readonly Watched<M>[];
  private readonly states: readonly Affected<Watched<M>>[];
  private readonly steps: readonly Affected<Watched<M>>[];

  constructor(
    private readonly built: Built<M>,
    readonly properties: readonly Property<M>[],
  ) {
    const { programs } = built.system;
    this.watched = properties.map((property) => ({
      property,
      check: property.on(built),
      applicable: false,
      at: NEVER,
      remembered: NEVER,
      move: NEVER,
      witness: '',
    }));
    this.unviolated = this.watched.length;
    const ofKind = (...kinds: string[]): readonly Watched<M>[] =>
      this.watched.filter((w) => kinds.includes(w.property.kind));
    this.stateful = ofKind('always', 'quiescent');
    this.stepwise = ofKind('step');
    this.resting = ofKind('at-rest');
    this.first = firstPlaces(programs);
    this.instructions = programs.flatMap((p, thread) =>
      p.instructions.map((instruction) => ({ thread, instruction })),
    );
    this.states = affectedBy(built.system, this.stateful, (w) => w.property).flat();
    this.steps = affectedBy(built.system, this.stepwise, (w) => w.property).flat();
  }

  /** Steps have to be judged, one by one. */
  get watchesSteps(): boolean {
    return this.stepwise.length > 0;
  }

  /** Properties not found violated so far. */
  get open(): number {
    return this.unviolated;
  }

  /** Judges the working state, which has number `at`, by every property. */
  whole(at: number): void {
    const busy = this.built.system.busy();
    for (const w of this.stateful) this.ask(w, at, busy);
  }

  /** Goes on from what a search knew. */
  restore(known: readonly Pick<Watched<M>, 'applicable' | 'at' | 'move' | 'witness'>[]): void {
    known.forEach((k, i) => Object.assign(this.watched[i]!, k));
    this.unviolated = this.watched.filter((w) => w.at === NEVER).length;
  }

  /** Judges the working state, which has number `at` and was found by the instruction at place `by`. */
  state(at: number, by: number): void {
    const { touched, ifQuieter } = this.states[by]!;
    if (touched.length === 0 && ifQuieter.length === 0) return;
    const { system } = this.built;
    const busy = system.busy();
    for (const w of touched) this.ask(w, at, busy);
    if (ifQuieter.length === 0) return;
    const { thread, instruction } = this.instructions[by]!;
    if (quiets(instruction, system.at(thread))) for (const w of ifQuieter) this.ask(w, at, busy);
  }

  /** Has the properties that a step of `thread` may concern remember the working state, each once per state. */
  before(at: number, thread: number): void {
    const instruction = this.built.system.at(thread)!;
    const concerned = instruction.fused
      ? this.stepwise
      : this.steps[this.first[thread]! + instruction.index]!.touched;
    for (const w of concerned) {
      if (w.remembered === at) continue;
      w.remembered = at;
      w.check.before?.();
    }
  }

  /** Judges a move from state `at` that ended with `last`. */
  step(at: number, thread: number, outcome: number, last: Instruction): void {
    for (const w of this.steps[this.first[thread]! + last.index]!.touched) {
      const answer = w.check.after!(thread, last);
      if (answer === NOT_APPLICABLE) continue;
      w.applicable = true;
      if (answer !== VIOLATED || w.at !== NEVER) continue;
      this.unviolated--;
      w.at = at;
      w.move = (thread << 8) | outcome;
      w.witness = w.check.witness();
    }
  }

  /** Takes over what another thread found out about a property. True if that is a violation, still without witness. */
  merge(w: Watched<M>, applicable: boolean, at: number, move: number): boolean {
    w.applicable ||= applicable;
    if (at === NEVER || (w.at !== NEVER && w.at <= at)) return false;
    if (w.at === NEVER) this.unviolated--;
    w.at = at;
    w.move = move;
    return true;
  }

  /** Finds the witness of a violation in the working state, or by the step from it. */
  testify(w: Watched<M>): void {
    const { system } = this.built;
    if (w.move === NEVER) w.check.state!(system.busy());
    else {
      w.check.before?.();
      system.fire(w.move >> 8, w.move & 0xff);
      w.check.after!(w.move >> 8, system.last);
    }
    w.witness = w.check.witness();
  }

  private ask(w: Watched<M>, at: number, busy: Involved): void {
    const answer = w.check.state!(busy);
    if (answer === NOT_APPLICABLE) return;
    w.applicable = true;
    if (answer !== VIOLATED || w.at !== NEVER) return;
    this.unviolated--;
    w.at = at;
    w.witness = w.check.witness();
  }
}

/** A move of `thread << 8 | outcome`. */
export const moveOf = (move: number): Move => ({ thread: move >> 8, outcome: move & 0xff });
