import type { Built } from '../model/system.js';
import { ModelBound } from '../model/model.js';
import type { Instruction, Involved, Move } from '../model/system.js';
import { NOT_APPLICABLE, VIOLATED, type Check, type Property } from '../properties/property.js';
import { affectedBy, quiets, type Affected } from './affected.js';
import { bottomComponents } from './components.js';
import { GrowingUint32, StateStore } from './state-store.js';

export interface ExploreOptions {
  /** Gives up, inconclusive, beyond this many states. */
  readonly maxStates?: number;
  /** Called now and then with what is known so far. */
  readonly progress?: (p: { states: number; transitions: number; depth: number; queue: number }) => void;
}

/** What one property turned out to be in one system. */
export interface Finding {
  readonly property: Property;
  readonly verdict: 'holds' | 'violated' | 'vacuous' | 'inconclusive';
  /** For `violated`: the shortest run to it. */
  readonly path?: readonly Move[];
  /** For `violated` by a step: the last move of the path is that step. */
  readonly witness?: string;
  /** For `inconclusive`: which limit was hit. */
  readonly limit?: string;
}

/** The result of an exhaustive search. */
export interface Exploration {
  readonly states: number;
  readonly transitions: number;
  /** Longest of the shortest runs to any state. */
  readonly depth: number;
  readonly findings: readonly Finding[];
  /** For each program and instruction: was it ever taken? */
  readonly taken: readonly (readonly boolean[])[];
  /** A run to a state in which a thread waits for ever outside a declared wait; null if there is none. */
  readonly deadlock: { path: readonly Move[]; thread: string } | null;
  readonly limit?: string;
}

interface Watched {
  readonly property: Property;
  readonly check: Check;
  applicable: boolean;
  at: number;
  /** For a step property: the state it last remembered. */
  remembered: number;
  /** A violating step: its source state and move. */
  move: number;
  witness: string;
}

const NEVER = -1;
const PROGRESS_EVERY = 1 << 14;

/**
 * Breadth-first search over all interleavings of a system. Every property is judged in every state, step or resting place;
 * the first violation found is a shortest one. Moves are tried in the system's order, so results do not depend on the run.
 */
export function explore(
  built: Built,
  properties: readonly Property[],
  options: ExploreOptions = {},
): Exploration {
  return new Search(built, properties, options).run();
}

class Search {
  private readonly store: StateStore;
  private readonly parent = new GrowingUint32();
  private readonly parentMove = new GrowingUint32();
  private readonly firstEdge = new GrowingUint32();
  private readonly edges = new GrowingUint32();
  private readonly watched: readonly Watched[];
  private readonly stateful: readonly Watched[];
  private readonly stepwise: readonly Watched[];
  private readonly resting: readonly Watched[];
  private readonly states: readonly (readonly Affected<Watched>[])[];
  private readonly steps: readonly (readonly Affected<Watched>[])[];
  private readonly taken: boolean[][];
  private readonly current: Uint32Array;
  private transitions = 0;
  private depth = 0;
  private levelEnd = 1;
  private limit: string | undefined;

  constructor(
    private readonly built: Built,
    properties: readonly Property[],
    private readonly options: ExploreOptions,
  ) {
    const { system } = built;
    this.store = new StateStore(system.words.length);
    this.current = new Uint32Array(system.words.length);
    this.watched = properties.map((property) => ({
      property,
      check: property.on(built),
      applicable: false,
      at: NEVER,
      remembered: NEVER,
      move: NEVER,
      witness: '',
    }));
    this.stateful = this.watched.filter(
      (w) => w.property.kind === 'always' || w.property.kind === 'quiescent',
    );
    this.stepwise = this.watched.filter((w) => w.property.kind === 'step');
    this.resting = this.watched.filter((w) => w.property.kind === 'at-rest');
    this.states = affectedBy(system, this.stateful, (w) => w.property);
    this.steps = affectedBy(system, this.stepwise, (w) => w.property);
    this.taken = system.programs.map((p) => p.instructions.map(() => false));
  }

  run(): Exploration {
    const { system } = this.built;
    system.state.set(system.initial);
    this.store.add(system.words);
    this.parent.push(0);
    this.parentMove.push(0);
    const busy = system.busy();
    for (const w of this.stateful) this.judge(w, 0, busy);
    try {
      this.expandAll();
    } catch (e) {
      if (!(e instanceof ModelBound)) throw e;
      this.limit = e.message;
    }
    const deadlock = this.limit === undefined ? this.judgeRest() : null;
    return {
      states: this.store.count,
      transitions: this.transitions,
      depth: this.depth,
      findings: this.watched.map((w) => this.finding(w)),
      taken: this.taken,
      deadlock,
      ...(this.limit === undefined ? {} : { limit: this.limit }),
    };
  }

  private expandAll(): void {
    const { store, options } = this;
    const maxStates = options.maxStates ?? 20_000_000;
    for (let at = 0; at < store.count; at++) {
      if (at === this.levelEnd) {
        this.depth++;
        this.levelEnd = store.count;
      }
      if (store.count > maxStates) {
        this.limit = `more than ${maxStates} states`;
        return;
      }
      if (at % PROGRESS_EVERY === PROGRESS_EVERY - 1)
        options.progress?.({
          states: store.count,
          transitions: this.transitions,
          depth: this.depth,
          queue: store.count - at,
        });
      this.firstEdge.push(this.edges.length);
      this.expand(at);
    }
    this.firstEdge.push(this.edges.length);
  }

  private expand(at: number): void {
    const { system } = this.built;
    const { words } = system;
    const { current } = this;
    this.store.load(at, current);
    words.set(current);
    const n = system.moves();
    for (let i = 0; i < n; i++)
      this.rememberFor(system.at(system.moveThread[i]!)!, system.moveThread[i]!, at);
    for (let i = 0; i < n; i++) {
      if (i > 0) words.set(current);
      const thread = system.moveThread[i]!;
      const outcome = system.moveOutcome[i]!;
      const instruction = system.at(thread)!;
      this.taken[thread]![instruction.index] = true;
      system.fire(thread, outcome);
      this.transitions++;
      const move = (thread << 8) | outcome;
      const { last } = system;
      for (const w of this.steps[thread]![last.index]!.touched) {
        const answer = w.check.after!(thread, last);
        if (answer === NOT_APPLICABLE) continue;
        w.applicable = true;
        if (answer !== VIOLATED || w.at !== NEVER) continue;
        w.at = at;
        w.move = move;
        w.witness = w.check.witness();
      }
      this.edges.push(this.discover(at, move, last));
    }
  }

  /** Has the properties that a step may concern remember the state before it, each once per state. */
  private rememberFor(instruction: Instruction, thread: number, at: number): void {
    const concerned = instruction.fused ? this.stepwise : this.steps[thread]![instruction.index]!.touched;
    for (const w of concerned) {
      if (w.remembered === at) continue;
      w.remembered = at;
      w.check.before!();
    }
  }

  /** Adds the working state; a new one is judged, where the step that led to it can have changed an answer. */
  private discover(parent: number, move: number, by: Instruction): number {
    const { store, built } = this;
    const index = store.add(built.system.words);
    if (!store.isNew) return index;
    this.parent.push(parent);
    this.parentMove.push(move);
    const affected = this.states[move >> 8]![by.index]!;
    const busy = built.system.busy();
    for (const w of affected.touched) this.judge(w, index, busy);
    if (quiets(by, built.system.at(move >> 8)))
      for (const w of affected.ifQuieter) this.judge(w, index, busy);
    return index;
  }

  private judge(w: Watched, index: number, busy: Involved): void {
    const answer = w.check.state!(busy);
    if (answer === NOT_APPLICABLE) return;
    w.applicable = true;
    if (answer !== VIOLATED || w.at !== NEVER) return;
    w.at = index;
    w.witness = w.check.witness();
  }

  /** Judges the `at-rest` properties and looks for threads that are stuck. */
  private judgeRest(): Exploration['deadlock'] {
    const components = bottomComponents(this.store.count, this.firstEdge, this.edges);
    const { system } = this.built;
    let stuck: { at: number; thread: string } | null = null;
    for (const component of components) {
      for (const w of this.resting) this.judgeComponent(w, component);
      this.store.load(component[0]!, system.words);
      const thread = system.programs.findIndex((p, i) => !p.daemon && system.at(i) !== undefined);
      if (thread < 0 || system.halted) continue;
      const at = Math.min(...component);
      if (stuck === null || at < stuck.at) stuck = { at, thread: system.programs[thread]!.thread };
    }
    return stuck && { path: this.pathTo(stuck.at), thread: stuck.thread };
  }

  private judgeComponent(w: Watched, component: readonly number[]): void {
    const { system } = this.built;
    let first = NEVER;
    for (const at of component) {
      this.store.load(at, system.words);
      const answer = w.check.state!(system.busy());
      if (answer !== NOT_APPLICABLE) w.applicable = true;
      if (answer !== VIOLATED) return;
      if (first === NEVER || at < first) first = at;
    }
    if (w.at !== NEVER && w.at <= first) return;
    this.store.load(first, system.words);
    w.check.state!(system.busy());
    w.at = first;
    w.witness = w.check.witness();
  }

  private finding(w: Watched): Finding {
    const { property } = w;
    if (w.at !== NEVER) {
      const path = this.pathTo(w.at);
      if (w.move !== NEVER) path.push({ thread: w.move >> 8, outcome: w.move & 0xff });
      return { property, verdict: 'violated', path, witness: w.witness };
    }
    if (this.limit !== undefined) return { property, verdict: 'inconclusive', limit: this.limit };
    return { property, verdict: w.applicable ? 'holds' : 'vacuous' };
  }

  private pathTo(index: number): Move[] {
    const path: Move[] = [];
    for (let at = index; at !== 0; at = this.parent.at(at)) {
      const move = this.parentMove.at(at);
      path.push({ thread: move >> 8, outcome: move & 0xff });
    }
    return path.toReversed();
  }
}
