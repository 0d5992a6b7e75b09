import { ModelBound } from '../model/model.js';
import type { Built, Move } from '../model/system.js';
import type { Checkpoints, Snapshot } from './checkpoint.js';
import { Crew } from './crew/crew.js';
import type { Slot } from './crew/slot.js';
import type { SystemSource } from './crew/source.js';
import { Edges } from './edges.js';
import { Expander, NOBODY } from './expander.js';
import { Frontier } from './frontier.js';
import { GrowingWords } from './growing.js';
import type { Judging } from './judging.js';
import { LimitReached, NoMemory } from './limits.js';
import { Offers } from './offers.js';
import { BATCH, StateStore } from './state-store.js';
import type { Symmetry } from './symmetry/symmetry.js';

/** How far a search has come. */
export interface Progress {
  readonly states: number;
  readonly transitions: number;
  readonly depth: number;
  /** States found and not expanded yet. */
  readonly queue: number;
  /** Memory that the search needs for what it has found. */
  readonly bytes: number;
}

export interface SearchOptions {
  /** Ends, by a limit, beyond this many states. */
  readonly maxStates: number;
  /** More than fits here needs no room; reaching it is for `progress` to notice. */
  readonly maxBytes?: number | undefined;
  /** The graph is needed afterwards, not only its states. */
  readonly keepEdges: boolean;
  /** Every move checks what the search otherwise trusts, see Distrust. */
  readonly debug: boolean;
  /** Called now and then; may throw LimitReached. */
  /** Large searches are shared with workers that build the system from this. Without it they are not. */
  readonly source?: SystemSource | undefined;
  readonly progress?: ((p: Progress) => void) | undefined;
  /** Where snapshots are kept, and one may be to go on from. */
  readonly checkpoints?: Checkpoints | undefined;
  /** Ends as soon as every property is violated. */
  readonly untilViolated?: boolean | undefined;
  /** Only one state is kept of those that differ by what is interchangeable; throws ToldApart where it is not. */
  readonly symmetry?: Symmetry | undefined;
}

/** States after which packing is compiled for the layout. */
const COMPILED_FROM = 4096;
/** States after which workers are worth what it costs to start them. */
const SHARED_FROM = 1 << 17;
/** A search looks for workers without work each time these bits of a state's number are 0. */
const FEED_EVERY = 31;
const PROGRESS_EVERY = 1 << 14;
/** What finding the bottom components takes of memory for each state. */
const COMPONENTS_BYTES = 32;
const NO_WORDS = new Int32Array(0);

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
  /** How many states workers expanded. */
  byWorkers = 0;
  depth = 0;
  limit: string | undefined;
  /** The instruction that found each waiting state. */
  private readonly by = new Frontier();
  private readonly offers: Offers;
  private crew: Crew | null = null;
  private levelEnd = 1;
  private expanded = 0;
  private nextPulse = PROGRESS_EVERY - 1;
  private hired = false;

  constructor(
    private readonly built: Built<M>,
    private readonly judging: Judging<M>,
    private readonly options: SearchOptions,
  ) {
    const { maxStates, maxBytes = Infinity, keepEdges, debug, symmetry } = options;
    this.expander = new Expander(built, judging, { everyMove: keepEdges, debug, symmetry });
    const { length } = this.expander.packing;
    const most = Math.min(maxStates, Math.ceil(maxBytes / (4 * length + 8)));
    this.store = new StateStore(length, most);
    this.parent = new GrowingWords(most + 2 * BATCH);
    this.edges = keepEdges ? new Edges() : null;
    this.offers = Offers.of(BATCH, length, () => this.flush());
  }

  /** Searches until every state is expanded, or a limit is hit. */
  run(): void {
    try {
      const snapshot = this.options.checkpoints?.load() ?? null;
      if (snapshot === null) this.begin();
      else this.restore(snapshot);
      this.expandAll();
      this.keep();
    } catch (e) {
      if (!(e instanceof ModelBound)) throw e;
      if (e instanceof LimitReached && !(e instanceof NoMemory)) this.keep();
      const atOnce = e instanceof LimitReached && e.atOnce;
      if (!atOnce) this.judgeWaiting();
      // Of the states that are one step further than all those expanded, some may be unknown.
      const covered = atOnce ? this.depth - 1 : this.depth;
      this.limit = covered > 0 ? `${e.message}; every run of up to ${covered} steps was searched` : e.message;
    } finally {
      this.crew?.dismiss(this.expander.taken);
    }
  }

  private begin(): void {
    const { packing, words } = this.expander;
    const initial = new Int32Array(packing.length);
    packing.pack(words, initial, 0);
    this.store.add(initial);
    this.parent.push(0);
    this.judging.whole(0);
  }

  /** Makes a stored state the working state. */
  load(at: number): void {
    this.expander.load(this.store.packed, at * this.store.wordsPerState);
  }

  /**
   * The run by which a state was found: a shortest one, and of those the first in the order of moves. Where states are
   * represented by others, the run of the system itself that leads to one that the state represents.
   */
  pathTo(index: number): Move[] {
    const states: number[] = [];
    for (let at = index; at !== 0; at = this.parent.items[at]!) states.push(at);
    const { packed, wordsPerState } = this.store;
    const { state, initial } = this.built.system;
    const here = initial.slice();
    return states.toReversed().map((to) => {
      const move = this.expander.moveTo(packed, to * wordsPerState, here);
      here.set(state);
      return move;
    });
  }

  private expandAll(): void {
    const { store, options, offers, expander, judging } = this;
    for (let at = this.expanded; ;) {
      if (at === this.levelEnd) {
        this.flush();
        if (at === store.count) break;
        this.depth++;
        this.levelEnd = store.count;
      }
      if (store.count + offers.n > options.maxStates) {
        this.flush();
        if (store.count > options.maxStates) throw new LimitReached(`more than ${options.maxStates} states`);
      }
      if (at >= this.nextPulse) this.pulse(at);
      if (options.untilViolated === true && judging.open === 0)
        throw new LimitReached('every property is violated', true);
      if (at === COMPILED_FROM) expander.compile();
      if (at >= SHARED_FROM && !this.hired) this.hire();
      const job = this.crew === null ? null : this.jobAt(at);
      if (job !== null) {
        this.takeOver(job);
        at += job.count;
        this.feed(at);
        continue;
      }
      this.edges?.node(this.transitions + offers.n);
      const by = at === 0 ? NOBODY : this.by.shift();
      this.expanded = at + 1;
      const leftOut = expander.expand(at, by, store.packed, at * store.wordsPerState, offers);
      this.transitions += leftOut;
      at++;
    }
    this.edges?.node(this.transitions);
  }

  /** What is done now and then. */
  private pulse(at: number): void {
    const { store, options } = this;
    this.nextPulse = at + PROGRESS_EVERY;
    options.progress?.({
      states: store.count,
      transitions: this.transitions,
      depth: this.depth,
      queue: store.count - at,
      bytes: this.bytes,
    });
    if (options.checkpoints?.due() === true) this.keep();
  }

  private keep(): void {
    const { checkpoints } = this.options;
    if (!checkpoints) return;
    this.flush();
    checkpoints.save(this.snapshot());
  }

  /** Memory in use, in bytes; where the graph is kept, with what finding its components will need. */
  private get bytes(): number {
    const { store, edges, by } = this;
    const graph = edges === null ? 0 : edges.bytes + COMPONENTS_BYTES * store.count;
    return store.bytes + 4 * store.count + by.bytes + graph;
  }

  /** Between two states, when nothing is offered. */
  private snapshot(): Snapshot {
    const { store, parent, judging } = this;
    const [edgesOf, edges] = this.edges?.lists ?? [NO_WORDS, NO_WORDS];
    return {
      transitions: this.transitions,
      depth: this.depth,
      levelEnd: this.levelEnd,
      expanded: this.expanded,
      states: store.count,
      watched: judging.watched.map(({ applicable, at, move, witness }) => ({
        applicable,
        at,
        move,
        witness,
      })),
      taken: [...(this.crew?.counted(this.expander.taken) ?? this.expander.taken)],
      grown: {
        packed: store.packed.subarray(0, store.count * store.wordsPerState),
        parents: parent.items.subarray(0, store.count),
        edgesOf,
        edges,
      },
      waiting: this.by.waiting(),
    };
  }

  private restore({ grown, ...s }: Snapshot): void {
    this.transitions = s.transitions;
    this.depth = s.depth;
    this.levelEnd = s.levelEnd;
    this.expanded = s.expanded;
    this.judging.restore(s.watched);
    this.expander.taken.set(s.taken);
    this.store.restore(grown.packed);
    this.parent.restore(grown.parents);
    this.edges?.restore(grown.edgesOf, grown.edges);
    for (const by of s.waiting) this.by.push(by);
    if (this.expanded > COMPILED_FROM) this.expander.compile();
  }

  private hire(): void {
    const { source, keepEdges, debug, symmetry, untilViolated } = this.options;
    this.hired = true;
    if (source === undefined || debug || symmetry || untilViolated === true) return;
    const shape = {
      wordsPerState: this.store.wordsPerState,
      moves: this.built.system.moveThread.length,
      properties: this.judging.watched.length,
    };
    this.crew = Crew.of(source, shape, keepEdges, this.expander.taken.length);
  }

  /** What workers did that begins with state `at`, if there is room for all they found. */
  private jobAt(at: number): Slot | null {
    const job = this.crew!.jobAt(at);
    if (job === null && (at & FEED_EVERY) === 0) this.feed(at);
    return job !== null && this.store.count + job.offered <= this.options.maxStates ? job : null;
  }

  /** Gives the crew some of the states that wait behind `at`, which is to be expanded next. */
  private feed(at: number): void {
    const { store, by, levelEnd } = this;
    this.crew!.feed(at, {
      packed: store.packed,
      count: store.count,
      levelEnd,
      by: (state) => by.peek(state - at),
    });
  }

  /** Adds what a worker found, as if its states had been expanded here. */
  private takeOver(job: Slot): void {
    this.flush();
    const { offers, offered, count } = job;
    for (let i = 0, before = this.transitions; i < count; before += job.offersOf[i++]!)
      this.edges?.node(before);
    for (let begin = 0; begin < offered; begin += BATCH)
      this.take(offers, begin, Math.min(begin + BATCH, offered));
    this.transitions += job.leftOut;
    this.by.skip(count);
    this.byWorkers += count;
    this.expanded = job.first + count;
    this.judging.watched.forEach((w, p) => {
      if (!this.judging.merge(w, job.verdict(p))) return;
      this.load(w.at);
      this.judging.testify(w);
    });
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
      this.expander.judge(at, this.by.shift());
    }
  }
}
