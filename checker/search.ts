import { ModelBound } from '../model/model.js';
import type { Built, Instruction, Move } from '../model/system.js';
import { commuting } from './commuting.js';
import { Distrust } from './distrust.js';
import { Edges } from './edges.js';
import { Frontier } from './frontier.js';
import { GrowingWords } from './growing.js';
import type { Judging } from './judging.js';
import { Packing } from './packing.js';
import type { PackChange, Unpack } from './packing-code.js';
import { BATCH, StateStore } from './state-store.js';
import { undeclaredWrite, writtenBytes } from './write-sets.js';

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

/** What a step writes is compared with its declaration the first times it is taken, and then each time these bits of the count are 0. */
const OFTEN = 64;
const SELDOM = 1023;
const ALWAYS = 0;
/** States after which packing is compiled for the layout. */
const COMPILED_FROM = 4096;
const PROGRESS_EVERY = 1 << 14;

/**
 * Breadth-first search over packed states. States are numbered in the order in which a search that adds one after another
 * finds them, whatever the batches; a state is judged when its turn to be expanded comes.
 */
export class Search<M> {
  readonly store: StateStore;
  readonly packing: Packing;
  /** The state from which each state was found first. */
  readonly parent: GrowingWords;
  /** The moves from state to state, if they are kept. */
  readonly edges: Edges | null;
  /** For each instruction: how often a move began with it. */
  readonly taken: Uint32Array;
  transitions = 0;
  depth = 0;
  limit: string | undefined;
  private readonly words: Int32Array;
  /** The state being expanded, packed and not. */
  private readonly current: Int32Array;
  private readonly packed: Int32Array;
  /** The instruction that found each waiting state. */
  private readonly by = new Frontier();
  private readonly offeredBy = new Uint16Array(BATCH);
  private readonly offeredFrom = new Int32Array(BATCH);
  /** For each instruction: what a move that begins with it may change. */
  private readonly writes: readonly Int32Array[];
  /** Once that is worth it: code of this layout's own. */
  private unpack: Unpack | null = null;
  private readonly packers: (PackChange | undefined)[];
  /** For each instruction: those that need not be taken in a state that it found; null if that cannot be told. */
  private readonly commuting: readonly Uint8Array[] | null;
  private readonly distrust: Distrust | null;
  private readonly seldom: number;
  private levelEnd = 1;
  private expanded = 0;

  constructor(
    private readonly built: Built<M>,
    private readonly judging: Judging<M>,
    private readonly options: SearchOptions,
  ) {
    const { system } = built;
    this.words = new Int32Array(system.words.buffer, system.words.byteOffset, system.words.length);
    system.state.set(system.initial);
    this.packing = new Packing(system.fields, this.words.slice());
    this.current = this.words.slice();
    this.packed = new Int32Array(this.packing.length);
    this.store = new StateStore(this.packing.length, options.maxStates);
    this.parent = new GrowingWords(options.maxStates + 2 * BATCH);
    this.seldom = options.debug ? ALWAYS : SELDOM;
    this.commuting = options.keepEdges || judging.watchesSteps ? null : commuting(system.programs);
    this.distrust = options.debug ? new Distrust(system, this.packing, this.words) : null;
    this.edges = options.keepEdges ? new Edges() : null;
    const writes = system.programs.flatMap((p, thread) =>
      p.instructions.map((i) => this.packing.runsOf(writtenBytes(system, thread, i))),
    );
    this.writes = writes;
    this.packers = writes.map(() => undefined);
    this.taken = new Uint32Array(writes.length);
  }
  /** Searches until every state is expanded, or a limit is hit. */
  run(): void {
    const { store, packing, parent, judging } = this;
    packing.pack(this.words, store.offered, store.place);
    store.offer();
    store.flush();
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
    this.packing.unpack(this.store.packed, at * this.packing.length, this.words, this.words);
  }

  /** The run by which a state was found: a shortest one, and of those the first in the order of moves. */
  pathTo(index: number): Move[] {
    const path: Move[] = [];
    for (let at = index; at !== 0; at = this.parent.items[at]!)
      path.push(this.moveBetween(this.parent.items[at]!, at));
    return path.toReversed();
  }

  private expandAll(): void {
    const { store, options } = this;
    for (let at = 0; ; at++) {
      if (at === this.levelEnd) {
        this.flush();
        if (at === store.count) break;
        this.depth++;
        this.levelEnd = store.count;
      }
      if (store.count + store.pending > options.maxStates) {
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
      if (at === COMPILED_FROM) this.unpack = this.packing.compiledUnpack();
      this.edges?.node(this.transitions + store.pending);
      this.expand(at);
    }
    this.edges?.node(this.transitions + store.pending);
  }

  private expand(at: number): void {
    const { system } = this.built;
    const { store, packing, judging, words, current, packed, taken, packers } = this;
    const { length } = packing;
    const arena = store.packed;
    for (let w = 0, from = at * length; w < length; w++) packed[w] = arena[from + w]!;
    if (this.unpack !== null) this.unpack(packed, 0, words, current);
    else packing.unpack(packed, 0, words, current);
    let known: Uint8Array | undefined;
    if (at > 0) {
      const by = this.by.shift();
      judging.state(at, by);
      known = this.commuting?.[by];
    }
    this.expanded = at + 1;
    const moves = system.moves();
    this.distrust?.moves(moves);
    const { moveThread, moveOutcome } = system;
    const { watchesSteps, first } = judging;
    if (watchesSteps) for (let i = 0; i < moves; i++) judging.before(at, moveThread[i]!);
    for (let i = 0; i < moves; i++) {
      const thread = moveThread[i]!;
      const outcome = moveOutcome[i]!;
      const instruction = first[thread]! + system.at(thread)!.index;
      const leadsNowhereNew = known !== undefined && known[instruction] !== 0;
      if (leadsNowhereNew && this.distrust === null) {
        this.transitions++;
        continue;
      }
      const times = taken[instruction]!++;
      system.fire(thread, outcome);
      const { last } = system;
      if (watchesSteps) judging.step(at, thread, outcome, last);
      if (leadsNowhereNew) this.flush();
      const { offered, place } = store;
      this.distrust?.state();
      const itsHash =
        this.unpack === null
          ? packing.packChange(words, current, this.writes[instruction]!, packed, offered, place)
          : (packers[instruction] ?? this.compiled(instruction))(words, current, packed, offered, place);
      if (times < OFTEN || (times & this.seldom) === 0) this.checkRestored(thread);
      this.distrust?.change(offered, place);
      this.offer(at, first[thread]! + last.index, itsHash);
      if (leadsNowhereNew) this.checkKnown(last);
    }
  }

  private compiled(instruction: number): PackChange {
    return (this.packers[instruction] = this.packing.compiledPackChange(this.writes[instruction]!));
  }

  /** After a move has been packed and undone nothing of it may be left. */
  private checkRestored(thread: number): void {
    const { words, current } = this;
    for (let k = 0; k < words.length; k++) {
      if (words[k] === current[k]) continue;
      const { system } = this.built;
      throw undeclaredWrite(system, system.programs[thread]!, system.last, new Uint8Array(current.buffer));
    }
  }

  /** A move that was not to be taken has been taken, alone in its batch: it must not have led to a new state. */
  private checkKnown({ step }: Instruction): void {
    this.flush();
    if (this.store.fresh[0] !== 0)
      throw new Error(`${step.fn} was thought to commute with another step, and does not`);
  }

  private offer(from: number, by: number, itsHash: number): void {
    const { store } = this;
    this.offeredFrom[store.pending] = from;
    this.offeredBy[store.pending] = by;
    if (store.offer(itsHash)) this.flush();
  }

  private flush(): void {
    const { store, parent, by } = this;
    const offered = store.flush();
    this.transitions += offered;
    parent.reserve(store.count);
    for (let i = 0; i < offered; i++) {
      this.edges?.edge(store.found[i]!);
      if (store.fresh[i] === 0) continue;
      parent.items[store.found[i]!] = this.offeredFrom[i]!;
      by.push(this.offeredBy[i]!);
    }
  }

  /** Judges the states that a limit kept from being expanded. */
  private judgeWaiting(): void {
    this.flush();
    for (let at = this.expanded; at < this.store.count; at++) {
      this.load(at);
      this.judging.state(at, this.by.shift());
    }
  }

  private moveBetween(from: number, to: number): Move {
    const { system } = this.built;
    const n = this.packing.length;
    const packed = new Int32Array(n);
    this.load(from);
    const moves = system.moves();
    for (let i = 0; i < moves; i++) {
      const move = { thread: system.moveThread[i]!, outcome: system.moveOutcome[i]! };
      this.load(from);
      system.fire(move.thread, move.outcome);
      this.packing.pack(this.words, packed, 0);
      if (packed.every((word, w) => word === this.store.packed[to * n + w])) return move;
    }
    throw new Error('a stored state cannot be reached from the one it was found from');
  }
}
