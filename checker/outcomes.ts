import { ModelBound } from '../model/model.js';
import type { Built } from '../model/system.js';
import { VIOLATED, type Property } from '../properties/property.js';
import { bottomComponents } from './components.js';
import type { deadlock } from './deadlock.js';
import { Edges } from './edges.js';
import { stuckThread } from './judge.js';
import { StateStore } from './state-store.js';

/** Twice what a search holds at most would not fit into memory; no scenario of the catalogue comes near. */
const MOST_STATES = 5_000_000;

/**
 * How the runs of a system end. An outcome is a set of states that a run stays in for ever, together with whether the
 * property was seen violated on the way there or in it: a set that runs reach both ways is two outcomes.
 */
export interface Outcomes {
  /** Outcomes with the violation. */
  readonly seen: number;
  /** Outcomes without it. */
  readonly unseen: number;
}

/** What herd calls the observation: is the violation seen in no run, in some, or in every one that ends? */
export const observationOf = ({ seen, unseen }: Outcomes): 'never' | 'sometimes' | 'always' =>
  seen === 0 ? 'never' : unseen === 0 ? 'always' : 'sometimes';

/**
 * Counts the outcomes of a system by a search of its states told apart by whether the violation was seen. Where no thread
 * is kept waiting for ever every run has one of them. Throws ModelBound where the model's bounds are reached.
 */
export function outcomesOf<M>(built: Built<M>, property: Property<M> | typeof deadlock): Outcomes {
  return new Endings(built, 'on' in property ? property : null).count();
}

class Endings<M> {
  private readonly words: number;
  /** States with a last word that is 1 once the violation was seen. */
  private readonly store: StateStore;
  private readonly row: Int32Array;
  private readonly edges = new Edges();
  private readonly check: ReturnType<Property['on']> | null;
  private readonly kind: Property['kind'];

  constructor(
    private readonly built: Built<M>,
    property: Property<M> | null,
  ) {
    this.words = built.system.words.length;
    this.store = new StateStore(this.words + 1, MOST_STATES);
    this.row = new Int32Array(this.words + 1);
    this.check = property?.on(built) ?? null;
    this.kind = property?.kind ?? 'at-rest';
  }

  count(): Outcomes {
    const { system } = this.built;
    system.state.set(system.initial);
    this.add(this.isBad() ? 1 : 0);
    for (let at = 0; at < this.store.count; at++) this.expand(at);
    this.edges.node(this.edges.count);
    let seen = 0;
    const components = bottomComponents(this.store.count, this.edges);
    for (const component of components) if (this.endsBadly(component)) seen++;
    return { seen, unseen: components.length - seen };
  }

  private expand(at: number): void {
    const { system } = this.built;
    const seen = this.load(at);
    this.edges.node(this.edges.count);
    const n = system.moves();
    if (this.kind === 'step') this.check!.before?.();
    for (let i = 0; i < n; i++) {
      if (i > 0) this.load(at);
      const thread = system.moveThread[i]!;
      system.fire(thread, system.moveOutcome[i]!);
      const bad = this.kind === 'step' ? this.check!.after!(thread, system.last) === VIOLATED : this.isBad();
      this.edges.edge(this.add(seen === 1 || bad ? 1 : 0));
    }
  }

  /** Is a property that is asked in every state violated in the working state? */
  private isBad(): boolean {
    if (this.kind !== 'always' && this.kind !== 'quiescent') return false;
    return this.check!.state!(this.built.system.busy()) === VIOLATED;
  }

  private endsBadly(component: readonly number[]): boolean {
    const { system } = this.built;
    if (this.load(component[0]!) === 1) return true;
    if (this.kind !== 'at-rest') return false;
    if (!this.check) return stuckThread(this.built) !== null;
    return component.every((at) => {
      this.load(at);
      return this.check!.state!(system.busy()) === VIOLATED;
    });
  }

  private add(seen: number): number {
    const { store, words } = this;
    const working = this.built.system.words;
    this.row.set(working);
    this.row[words] = seen;
    const at = store.add(this.row);
    if (store.count > MOST_STATES) throw new ModelBound(`more than ${MOST_STATES} states`);
    return at;
  }

  /** Puts a stored state in the working state; says whether the violation was seen before it or in it. */
  private load(at: number): number {
    const { store, words } = this;
    const working = this.built.system.words;
    const place = at * (words + 1);
    for (let i = 0; i < words; i++) working[i] = store.packed[place + i]!;
    return store.packed[place + words]!;
  }
}
