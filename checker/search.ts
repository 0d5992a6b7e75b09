import { ModelBound } from '../model/model.js';
import type { Built, Move } from '../model/system.js';
import { Edges } from './edges.js';
import { Expander, NOBODY } from './expander.js';
import { Frontier } from './frontier.js';
import { GrowingWords } from './growing.js';
import type { Judging } from './judging.js';
import { Offers } from './offers.js';
import { BATCH, StateStore } from './state-store.js';

/** How far a search has come. */
export interface Progress {
  readonly states: number;
  readonly transitions: number;
  readonly depth: number;
  readonly queue: number;
}

export interface SearchOptions {
  /** Ends, by a limit, beyond this many states. */
  readonly maxStates: number;
  /** The graph is needed afterwards, not only its states. */
  readonly keepEdges: boolean;
  /** Every move checks what the search otherwise trusts, see Distrust. */
  readonly debug: boolean;
  readonly progress?: ((p: Progress) => void) | undefined;
}

/** States after which packing is compiled for the layout. */
const COMPILED_FROM = 4096;
const PROGRESS_EVERY = 1 << 14;

/**
 * Breadth-first search over packed states. States are numbered in the order in which a search that adds one after another
 * finds them, whatever the batches; a state is judged when its turn to be expanded comes.
 */
export class Search<M> {
  readonly store: StateStore;
  readonly expander: Expander<M>;
  /** The state from which each state was found first. */
  readonly parent: GrowingWords;
  /** The moves from state to state, if they are kept. */
  readonly edges: Edges | null;
  transitions = 0;
  depth = 0;
  limit: string | undefined;
  /** The instruction that found each waiting state. */
  private readonly by = new Frontier();
  private readonly offers: Offers;
  private levelEnd = 1;
  private expanded = 0;

  constructor(
    private readonly built: Built<M>,
    private readonly judging: Judging<M>,
    private readonly options: SearchOptions,
  ) {
    const { maxStates, keepEdges, debug } = options;
    this.expander = new Expander(built, judging, { everyMove: keepEdges, debug });
    const { length } = this.expander.packing;
    this.store = new StateStore(length, maxStates);
    this.parent = new GrowingWords(maxStates + 2 * BATCH);
    this.edges = keepEdges ? new Edges() : null;
    this.offers = Offers.of(BATCH, length, () => this.flush());
  }

  /** Searches until every state is expanded, or a limit is hit. */
  run(): void {
    const { store, parent, judging, expander } = this;
    const initial = new Int32Array(expander.packing.length);
    expander.packing.pack(expander.words, initial, 0);
    store.add(initial);
    parent.push(0);
    judging.initial();
    try {
      this.expandAll();
    } catch (e) {
      if (!(e instanceof ModelBound)) throw e;
      this.limit = e.message;
    }
    if (this.limit !== undefined) this.judgeWaiting();
  }

  /** Makes a stored state the working state. */
  load(at: number): void {
    this.expander.load(this.store.packed, at * this.store.wordsPerState);
  }

  /** The run by which a state was found: a shortest one, and of those the first in the order of moves. */
  pathTo(index: number): Move[] {
    const path: Move[] = [];
    for (let at = index; at !== 0; at = this.parent.items[at]!)
      path.push(this.moveBetween(this.parent.items[at]!, at));
    return path.toReversed();
  }

  private expandAll(): void {
    const { store, options, offers, expander } = this;
    for (let at = 0; ; at++) {
      if (at === this.levelEnd) {
        this.flush();
        if (at === store.count) break;
        this.depth++;
        this.levelEnd = store.count;
      }
      if (store.count + offers.n > options.maxStates) {
        this.flush();
        if (store.count > options.maxStates) {
          this.limit = `more than ${options.maxStates} states`;
          return;
        }
      }
      if (at % PROGRESS_EVERY === PROGRESS_EVERY - 1)
        options.progress?.({
          states: store.count,
          transitions: this.transitions,
          depth: this.depth,
          queue: store.count - at,
        });
      if (at === COMPILED_FROM) expander.compile();
      this.edges?.node(this.transitions + offers.n);
      const by = at === 0 ? NOBODY : this.by.shift();
      this.expanded = at + 1;
      const leftOut = expander.expand(at, by, store.packed, at * store.wordsPerState, offers);
      this.transitions += leftOut;
    }
    this.edges?.node(this.transitions);
  }

  /** Adds what is offered; returns how many states were new. */
  private flush(): number {
    const { store, offers } = this;
    const before = store.count;
    this.take(offers, 0, offers.n);
    offers.n = 0;
    return store.count - before;
  }

  /** Adds some of what is offered, at most a batch. */
  private take(offers: Offers, begin: number, end: number): void {
    const { store, parent, by, edges } = this;
    store.addAll(offers, begin, end);
    this.transitions += end - begin;
    parent.reserve(store.count);
    for (let i = begin; i < end; i++) {
      const found = store.found[i - begin]!;
      edges?.edge(found);
      if (store.fresh[i - begin] === 0) continue;
      parent.items[found] = offers.from[i]!;
      by.push(offers.by[i]!);
    }
  }

  /** Judges the states that a limit kept from being expanded. */
  private judgeWaiting(): void {
    this.flush();
    for (let at = Math.max(1, this.expanded); at < this.store.count; at++) {
      this.load(at);
      this.judging.state(at, this.by.shift());
    }
  }

  private moveBetween(from: number, to: number): Move {
    const { system } = this.built;
    const { packing, words } = this.expander;
    const packed = new Int32Array(packing.length);
    this.load(from);
    const moves = system.moves();
    for (let i = 0; i < moves; i++) {
      const move = { thread: system.moveThread[i]!, outcome: system.moveOutcome[i]! };
      this.load(from);
      system.fire(move.thread, move.outcome);
      packing.pack(words, packed, 0);
      if (packed.every((word, w) => word === this.store.packed[to * packing.length + w])) return move;
    }
    throw new Error('a stored state cannot be reached from the one it was found from');
  }
}
