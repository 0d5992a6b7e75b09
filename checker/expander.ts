import type { Built, Instruction, Move } from '../model/system.js';
import { commuting } from './commuting.js';
import { Distrust } from './distrust.js';
import type { Judging } from './judging.js';
import type { Offers } from './offers.js';
import type { PackChange, Unpack } from './packing-code.js';
import { Packing } from './packing.js';
import { hash } from './state-store.js';
import { AlikeCheck } from './symmetry/alike.js';
import { Representatives, type Symmetry } from './symmetry/symmetry.js';
import { undeclaredWrite, writtenBytes } from './write-sets.js';

export interface ExpanderOptions {
  /** All moves are to be taken, also those known to lead nowhere new. */
  readonly everyMove: boolean;
  /** Every move checks what the search otherwise trusts, see Distrust. */
  readonly debug: boolean;
  /** States are offered by their representatives, and each is checked to be treated like its images. */
  readonly symmetry?: Symmetry | undefined;
}

/** The instruction that found the initial state. */
export const NOBODY = -1;

/** What a step writes is compared with its declaration the first times it is taken, and then each time these bits of the count are 0. */
const OFTEN = 64;
const SELDOM = 1023;
const ALWAYS = 0;

/** Takes packed states, judges them, and offers what their moves lead to. Knows nothing of what was found before. */
export class Expander<M> {
  readonly packing: Packing;
  /** For each instruction: how often a move began with it. */
  readonly taken: Uint32Array;
  /** The working state. */
  readonly words: Int32Array;
  /** The state being expanded, packed and not. */
  private readonly current: Int32Array;
  private readonly packed: Int32Array;
  /** For each instruction: what a move that begins with it may change. */
  private readonly writes: readonly Int32Array[];
  /** Once that is worth it: code of this layout's own. */
  private unpack: Unpack | null;
  private readonly packers: (PackChange | undefined)[];
  /** For each instruction: those that need not be taken in a state that it found; null if that cannot be told. */
  private readonly commuting: readonly Uint8Array[] | null;
  private readonly distrust: Distrust | null;
  private readonly representatives: Representatives | null;
  private readonly alike: AlikeCheck | null;
  private readonly seldom: number;

  /** `like`: another that expands states of the same system; what is known of its layout and its instructions is shared. */
  constructor(
    private readonly built: Built<M>,
    private readonly judging: Judging<M>,
    { everyMove, debug, symmetry }: ExpanderOptions,
    like?: Expander<M>,
  ) {
    const { system } = built;
    this.words = new Int32Array(system.words.buffer, system.words.byteOffset, system.words.length);
    system.state.set(system.initial);
    this.packing = like?.packing ?? new Packing(system.fields, this.words.slice());
    this.current = this.words.slice();
    this.packed = new Int32Array(this.packing.length);
    this.seldom = debug ? ALWAYS : SELDOM;
    const everyOrder = everyMove || judging.watchesSteps || symmetry || system.canHalt;
    this.commuting = everyOrder ? null : (like?.commuting ?? commuting(system.programs));
    this.representatives = symmetry ? new Representatives(system, symmetry.generators) : null;
    this.alike = symmetry ? new AlikeCheck(built, judging.properties, symmetry.checked) : null;
    this.distrust = debug ? new Distrust(system, this.packing, this.words) : null;
    this.writes =
      like?.writes ??
      system.programs.flatMap((p, thread) =>
        p.instructions.map((i) => this.packing.runsOf(writtenBytes(system, thread, i))),
      );
    this.unpack = like?.unpack ?? null;
    this.packers = like?.packers ?? this.writes.map(() => undefined);
    this.taken = new Uint32Array(this.writes.length);
  }

  /** Compiles packing for the layout: worth it for more than some thousand states. */
  compile(): void {
    this.unpack ??= this.packing.compiledUnpack();
  }

  /** Makes a packed state the working state. */
  load(arena: Int32Array, base: number): void {
    this.packing.unpack(arena, base, this.words, this.words);
  }

  /**
   * Judges state `at`, whose packed form is `arena[base...]` and which instruction `by` found, and offers what its moves lead to.
   * Returns how many moves were left out because they lead nowhere new.
   */
  expand(at: number, by: number, arena: Int32Array, base: number, offers: Offers): number {
    const { system } = this.built;
    const { packing, judging, words, current, packed, taken, packers } = this;
    const { length } = packing;
    for (let w = 0; w < length; w++) packed[w] = arena[base + w]!;
    if (this.unpack !== null) this.unpack(packed, 0, words, current);
    else packing.unpack(packed, 0, words, current);
    let known: Uint8Array | undefined;
    if (by !== NOBODY) {
      this.judge(at, by);
      known = this.commuting?.[by];
    }
    this.alike?.state();
    const moves = system.moves();
    this.distrust?.moves(moves);
    const { moveThread, moveOutcome } = system;
    const { watchesSteps, first } = judging;
    if (watchesSteps) for (let i = 0; i < moves; i++) judging.before(at, moveThread[i]!);
    let leftOut = 0;
    for (let i = 0; i < moves; i++) {
      const thread = moveThread[i]!;
      const outcome = moveOutcome[i]!;
      const instruction = first[thread]! + system.at(thread)!.index;
      const leadsNowhereNew = known !== undefined && known[instruction] !== 0;
      if (leadsNowhereNew && this.distrust === null) {
        leftOut++;
        continue;
      }
      const times = taken[instruction]!++;
      system.fire(thread, outcome);
      const { last } = system;
      if (watchesSteps) judging.step(at, thread, outcome, last);
      if (leadsNowhereNew) offers.full();
      const place = offers.n * length;
      this.representatives?.settle();
      this.distrust?.state();
      offers.hashes[offers.n] =
        this.representatives !== null
          ? this.packWhole(offers.packed, place)
          : this.unpack === null
            ? packing.packChange(words, current, this.writes[instruction]!, packed, offers.packed, place)
            : (packers[instruction] ?? this.compiled(instruction))(
                words,
                current,
                packed,
                offers.packed,
                place,
              );
      if (times < OFTEN || (times & this.seldom) === 0) this.checkRestored(thread);
      this.distrust?.change(offers.packed, place);
      offers.from[offers.n] = at;
      offers.by[offers.n] = first[thread]! + last.index;
      if (++offers.n === offers.capacity) offers.full();
      if (leadsNowhereNew) this.checkKnown(offers, last);
    }
    return leftOut;
  }

  /** Judges the working state, which has number `at` and which instruction `by` found. */
  judge(at: number, by: number): void {
    // What led to the state that it represents may have been somebody else's step.
    if (this.representatives === null) this.judging.state(at, by);
    else this.judging.whole(at);
  }

  /** The first move from a state that leads to a packed one, or to one that this represents; where it leads is the working state. */
  moveTo(arena: Int32Array, base: number, from: Uint8Array): Move {
    const { system } = this.built;
    const { packing, words, representatives } = this;
    const packed = new Int32Array(packing.length);
    system.state.set(from);
    const moves = system.moves();
    for (let i = 0; i < moves; i++) {
      const move = { thread: system.moveThread[i]!, outcome: system.moveOutcome[i]! };
      system.state.set(from);
      system.fire(move.thread, move.outcome);
      const reached = system.state.slice();
      representatives?.settle();
      packing.pack(words, packed, 0);
      system.state.set(reached);
      if (packed.every((word, w) => word === arena[base + w])) return move;
    }
    throw new Error('a stored state cannot be reached from the one it was found from');
  }

  private packWhole(into: Int32Array, place: number): number {
    const { packing, words, current } = this;
    packing.pack(words, into, place);
    words.set(current);
    return hash(into, place, packing.length);
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

  /** A move that was to be left out has been taken, alone in its batch: it must not have led to a new state. */
  private checkKnown(offers: Offers, { step }: Instruction): void {
    if (offers.full() > 0)
      throw new Error(`${step.fn} was thought to commute with another step, and does not`);
  }
}
