import { ModelBound } from '../model/model.js';
import type { Built, Move } from '../model/system.js';
import { Alone } from './alone.js';
import type { Checkpoints } from './checkpoint.js';
import { Crew } from './crew/crew.js';
import type { SystemSource } from './crew/source.js';
import { Expander } from './expander.js';
import type { Judging } from './judging.js';
import { Ledger } from './ledger.js';
import { inBytes, LimitReached, NoMemory } from './limits.js';
import { Pace } from './pace.js';
import type { Searcher, Undertaking } from './searcher.js';
import { restoreFrom, shapeOf, snapshotOf } from './snapshots.js';
import type { States } from './states.js';
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
  /** Large searches are shared with workers that build the system from this. Without it they are not. */
  readonly source?: SystemSource | undefined;
  /** Otherwise the search decides itself. */
  readonly sharing?: Sharing | undefined;
  /** Told why a search that was shared, or was to be, goes on without workers. */
  readonly mishap?: ((why: string) => void) | undefined;
  /** Called now and then; may throw LimitReached. */
  readonly progress?: ((p: Progress) => void) | undefined;
  /** Where snapshots are kept, and one may be to go on from. */
  readonly checkpoints?: Checkpoints | undefined;
  /** Ends as soon as every property is violated. */
  readonly untilViolated?: boolean | undefined;
  /** Only one state is kept of those that differ by what is interchangeable; throws ToldApart where it is not. */
  readonly symmetry?: Symmetry | undefined;
}

/** How a search is shared. */
export interface Sharing {
  readonly threads: number;
  /** The state, not the first, before which others join. */
  readonly from: number;
}

/** States between two looks whether that is so, and whether workers are there. */
const LOOK_EVERY = 1 << 9;
const PROGRESS_EVERY = 1 << 14;
/** What finding the bottom components takes of memory for each state. */
const COMPONENTS_BYTES = 32;

/**
 * Breadth-first search over packed states. States are numbered in the order in which a search that adds one after another
 * finds them, whatever the batches and whoever takes part; a state is judged when its turn to be expanded comes.
 */
export class Search<M> implements Undertaking<M> {
  readonly expander: Expander<M>;
  readonly ledger: Ledger;
  readonly maxStates: number;
  readonly untilViolated: boolean;
  limit: string | undefined;
  pause: number;
  private readonly most: number;
  private readonly alone: Alone<M>;
  private crew: Crew<M> | null = null;
  /** States that workers expanded before one failed. */
  private formerly = 0;
  /** Who searches at present. */
  private searcher: Searcher;
  private nextPulse = PROGRESS_EVERY - 1;
  private nextLook: number;
  private pace: Pace | null = null;

  constructor(
    readonly built: Built<M>,
    readonly judging: Judging<M>,
    private readonly options: SearchOptions,
  ) {
    const { maxStates, maxBytes = Infinity, keepEdges, debug, symmetry, source, sharing } = options;
    this.expander = new Expander(built, judging, { everyMove: keepEdges, debug, symmetry });
    this.maxStates = maxStates;
    this.untilViolated = options.untilViolated ?? false;
    this.most = Math.min(maxStates, Math.ceil(maxBytes / (4 * this.expander.packing.length + 8)));
    this.ledger = new Ledger(this.most, keepEdges);
    this.alone = new Alone(this, this.most);
    this.searcher = this.alone;
    const mayShare = source && !debug && !symmetry && !this.untilViolated;
    this.nextLook = mayShare ? (sharing?.from ?? LOOK_EVERY) : Infinity;
    this.pause = Math.min(this.nextPulse, this.nextLook);
  }

  /** What was found. */
  get states(): States {
    return this.searcher.states;
  }

  /** How many states workers expanded. */
  get byWorkers(): number {
    return this.formerly + (this.crew?.byWorkers ?? 0);
  }

  /** Searches until every state is expanded, or a limit is hit. */
  run(): void {
    try {
      const snapshot = this.options.checkpoints?.load(shapeOf(this)) ?? null;
      if (snapshot === null) this.begin();
      else {
        restoreFrom(snapshot, this);
        this.alone.restore(snapshot.grown.packed, snapshot.waiting);
      }
      if (this.options.source) this.pace = new Pace(this.options.source.startMs);
      while (!this.searcher.run()) this.handOver();
      // Without the end of the graph: a search that goes on from here, if only to find nothing more, adds it again.
      this.keep();
      this.ledger.edges?.node(this.ledger.transitions);
    } catch (e) {
      if (!(e instanceof ModelBound)) throw e;
      if (e instanceof LimitReached && !(e instanceof NoMemory)) this.keep();
      const atOnce = e instanceof LimitReached && e.atOnce;
      if (!atOnce) this.judgeWaiting();
      // Of the states that are one step further than all those expanded, some may be unknown.
      const covered = atOnce ? this.ledger.depth - 1 : this.ledger.depth;
      this.limit = covered > 0 ? `${e.message}; every run of up to ${covered} steps was searched` : e.message;
    } finally {
      this.crew?.dismiss();
    }
  }

  /** Makes a stored state the working state. */
  load(at: number): void {
    this.expander.load(this.states.arenaOf(at), this.states.place(at));
  }

  /**
   * The run by which a state was found: a shortest one, and of those the first in the order of moves. Where states are
   * represented by others, the run of the system itself that leads to one that the state represents.
   */
  pathTo(index: number): Move[] {
    const run: number[] = [];
    for (let at = index; at !== 0; at = this.ledger.parent.items[at]!) run.push(at);
    const { states } = this;
    const { state, initial } = this.built.system;
    const here = initial.slice();
    return run.toReversed().map((to) => {
      const move = this.expander.moveTo(states.arenaOf(to), states.place(to), here);
      here.set(state);
      return move;
    });
  }

  /** What is done now and then; true if workers are there to go on. */
  between(at: number): boolean {
    if (at >= this.nextPulse) this.pulse(at);
    const shared = at >= this.nextLook && this.workersAreThere(at);
    this.pause = Math.min(this.nextPulse, this.nextLook);
    return shared;
  }

  private pulse(at: number): void {
    const { states, ledger, options } = this;
    this.nextPulse = at + PROGRESS_EVERY;
    options.progress?.({
      states: states.count,
      transitions: ledger.transitions,
      depth: ledger.depth,
      queue: states.count - at,
      bytes: this.bytes,
    });
    if (options.checkpoints?.due() === true) this.keep();
  }

  /** Starts workers, if that is worth it, or looks whether they have come. */
  private workersAreThere(at: number): boolean {
    const { source, sharing, mishap } = this.options;
    this.nextLook = at + LOOK_EVERY;
    const expected = Math.max(this.states.count, this.ledger.expected || 0);
    if (this.crew === null) {
      if (sharing === undefined && !this.pace!.isWorthAStart(at, expected)) return false;
      const { most, alone } = this;
      this.crew = Crew.of(this, alone, source!, { most, expected, threads: sharing?.threads });
    }
    this.crew?.tell();
    const ready = this.crew === null ? false : this.crew.ready(sharing !== undefined);
    if (ready === null) return false;
    if (ready && sharing === undefined && !this.pace!.isWorthJoining(at, expected)) return false;
    this.nextLook = Infinity;
    if (!ready && this.crew !== null) mishap?.(this.crew.why);
    return ready;
  }

  /** Workers join, or cannot go on and this thread does so alone. */
  private handOver(): void {
    const { alone, crew, states } = this;
    const waiting = this.searcher.waiting();
    if (this.searcher === alone) {
      crew!.takeOver(waiting);
      alone.release();
      this.searcher = crew!;
      return;
    }
    const { maxBytes = Infinity } = this.options;
    const copied = 4 * states.count * this.expander.packing.length;
    if (this.bytes + copied > maxBytes)
      throw new LimitReached(
        `${crew!.why}, and to go on without workers takes another ${inBytes(copied)} of memory`,
      );
    if (crew!.isMishap) this.options.mishap?.(crew!.why);
    crew!.dismiss();
    this.formerly = crew!.byWorkers;
    alone.restore(states.whole(), waiting);
    this.searcher = alone;
    this.crew = null;
  }

  private begin(): void {
    this.alone.begin();
    this.judging.whole(0);
  }

  private keep(): void {
    const { checkpoints } = this.options;
    if (!checkpoints) return;
    this.alone.flush();
    checkpoints.save(snapshotOf(this, this.searcher));
  }

  /** Memory in use, in bytes; where the graph is kept, with what finding its components will need. */
  private get bytes(): number {
    const { edges } = this.ledger;
    const { count } = this.states;
    const graph = edges === null ? 0 : edges.bytes + COMPONENTS_BYTES * count;
    return this.searcher.bytes + 4 * count + graph;
  }

  /** Judges the states that a limit kept from being expanded. */
  private judgeWaiting(): void {
    this.alone.flush();
    const first = Math.max(1, this.ledger.expanded);
    const waiting = this.searcher.waiting();
    for (let at = first; at < this.states.count; at++) {
      this.load(at);
      this.expander.judge(at, waiting[at - first]!);
    }
  }
}
