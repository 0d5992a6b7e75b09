import { NOBODY } from './expander.js';
import { Frontier } from './frontier.js';
import type { Parts, Words } from './growing.js';
import { LimitReached, tooManyStates } from './limits.js';
import { Offers } from './offers.js';
import type { Searcher, Undertaking } from './searcher.js';
import { BATCH, StateStore } from './state-store.js';
import type { States } from './states.js';

/** States after which packing is compiled for the layout. */
const COMPILED_FROM = 4096;

/** A search by one thread: one state after another, and what is found is added in batches. */
export class Alone<M> implements Searcher {
  private store: StateStore;
  /** The instruction that found each waiting state. */
  private by = new Frontier();
  private readonly offers: Offers;

  /** `most`: how many states it may have to hold. */
  constructor(
    private readonly search: Undertaking<M>,
    private readonly most: number,
  ) {
    const { length } = search.expander.packing;
    this.store = new StateStore(length, most);
    this.offers = new Offers(BATCH, length, () => this.flush());
  }

  get states(): States {
    return this.store;
  }

  get bytes(): number {
    return this.store.bytes + this.by.bytes;
  }

  /** Adds the working state, the first. */
  begin(): void {
    const { packing, words } = this.search.expander;
    const initial = new Int32Array(packing.length);
    packing.pack(words, initial, 0);
    this.store.add(initial);
    this.search.ledger.parent.push(0);
  }

  /** Goes on with what was found before. */
  restore(packed: Parts, waiting: Uint16Array): void {
    this.store.restore(packed);
    for (const by of waiting) this.by.push(by);
    if (this.search.ledger.expanded > COMPILED_FROM) this.search.expander.compile();
  }

  /** Keeps what it finds where others see it from now on. */
  share(arena: Words): StateStore {
    this.store.moveTo(arena);
    return this.store;
  }

  /** Leaves what was found to others. */
  release(): void {
    this.store = new StateStore(this.store.wordsPerState, this.most);
    this.by = new Frontier();
  }

  waiting(): Uint16Array {
    return this.by.waiting();
  }

  run(): boolean {
    const { store, offers, search, by } = this;
    const { expander, judging, ledger, maxStates, untilViolated } = search;
    const { edges } = ledger;
    for (let at = ledger.expanded; ;) {
      if (at === ledger.levelEnd) {
        this.flush();
        if (at === store.count) return true;
        ledger.nextLevel(store.count);
      }
      if (store.count + offers.n > maxStates) {
        this.flush();
        if (store.count > maxStates) throw tooManyStates(maxStates);
      }
      if (at >= search.pause && search.between(at)) {
        this.flush();
        return false;
      }
      if (untilViolated && judging.open === 0) throw new LimitReached('every property is violated', true);
      if (at === COMPILED_FROM) expander.compile();
      edges?.node(ledger.transitions + offers.n);
      const found = at === 0 ? NOBODY : by.shift();
      ledger.expanded = at + 1;
      const leftOut = expander.expand(at, found, store.packed, at * store.wordsPerState, offers);
      ledger.transitions += leftOut;
      at++;
    }
  }

  /** Adds what is offered; returns how many states were new. */
  flush(): number {
    const { store, offers, by, search } = this;
    const { parent, edges } = search.ledger;
    const before = store.count;
    store.addAll(offers, 0, offers.n);
    search.ledger.transitions += offers.n;
    parent.reserve(store.count);
    const { found, fresh } = offers;
    for (let i = 0; i < offers.n; i++) {
      edges?.edge(found[i]!);
      if (fresh[i] === 0) continue;
      parent.items[found[i]!] = offers.from[i]!;
      by.push(offers.by[i]!);
    }
    offers.n = 0;
    return store.count - before;
  }
}
