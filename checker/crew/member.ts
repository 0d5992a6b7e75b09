import { ModelBound } from '../../model/model.js';
import type { Expander } from '../expander.js';
import { FixedWords } from '../growing.js';
import type { Judging } from '../judging.js';
import { Offers } from '../offers.js';
import { BATCH, hash, StateStore } from '../state-store.js';
import {
  addedBy,
  BROKEN,
  BY_BOUND,
  BY_MISHAP,
  CLAIMED,
  confess,
  EXPANDED,
  FIRST,
  FOUND,
  LEFT_OUT,
  LOTS,
  memoryOf,
  ownerBits,
  ownerOf,
  PLANNED,
  ring,
  STATES,
  VERDICT,
  WHO,
  type Block,
  type Commons,
} from './commons.js';

/** How much more than its share of the states a member may get. */
const UNEVEN = 1.1;

/**
 * A thread's part in a shared search: it expands blocks of states, whosoever they are, and adds to its own states those that
 * anybody's moves lead to, block after block in their order. So what is found first is the same whoever expands what, and no
 * two threads ever write to the same index.
 */
export class Member<M> {
  private readonly offers: Offers;
  private readonly bits: number;
  /** Blocks of which the lot has been added. */
  private added = 0;
  /** The block that is being expanded, and how many offers are in it. */
  private block: Block;
  private offered = 0;
  /** States before this one of those that were found before it joined have been looked at. */
  private seen = 0;

  constructor(
    private readonly commons: Commons,
    private readonly index: number,
    private readonly expander: Expander<M>,
    private readonly judging: Judging<M>,
    /** Its states: those that the first member found alone, even if they belong to others by now. */
    private readonly store: StateStore,
  ) {
    this.offers = new Offers(BATCH, expander.packing.length, () => this.deal());
    this.bits = ownerBits(commons);
    this.block = commons.blocks[0]!;
  }

  /** Somebody who joins. */
  static joining<M>(
    commons: Commons,
    index: number,
    expander: Expander<M>,
    judging: Judging<M>,
    expected: number,
  ): Member<M> {
    const { arenas, members } = commons;
    const { length } = expander.packing;
    const arena = new FixedWords(arenas[index]!);
    const most = Math.ceil((arena.items.length / length / members) * UNEVEN);
    const store = new StateStore(length, most, arena);
    store.expect(expected);
    return new Member(commons, index, expander, judging, store);
  }

  /** Takes over its own of the states that the first member has found so far. */
  catchUp(): void {
    const { commons, index, offers, store } = this;
    const found = Atomics.load(commons.control, FOUND);
    const arena = commons.arenas[0]!;
    const { length } = this.expander.packing;
    let n = 0;
    for (let at = this.seen; at < found; at++) {
      const base = at * length;
      const h = hash(arena, base, length);
      if (ownerOf(h, commons.members) !== index) continue;
      offers.hashes[n] = h;
      for (let w = 0; w < length; w++) offers.packed[n * length + w] = arena[base + w]!;
      if (++n < offers.capacity) continue;
      store.addAll(offers, 0, n);
      n = 0;
    }
    store.addAll(offers, 0, n);
    this.seen = found;
  }

  /** Does some of what there is to do; false if there is nothing. */
  work(): boolean {
    return this.add() || this.expand();
  }

  /** Adds the member's lot of the next block, once that is expanded. */
  private add(): boolean {
    const { commons, index, added, store } = this;
    const block = commons.blocks[added % commons.blocks.length]!;
    if (Atomics.load(block.header, EXPANDED) !== added + 1) return false;
    const lot = block.lots[index]!;
    const length = block.header[LOTS + index]!;
    for (let begin = 0; begin < length; begin += BATCH)
      store.addAll(lot, begin, Math.min(begin + BATCH, length));
    this.added = added + 1;
    commons.control[memoryOf(index)] = store.bytes / 1024;
    Atomics.store(commons.control, addedBy(index), this.added);
    ring(commons);
    return true;
  }

  /** Expands a block that nobody else has begun. */
  private expand(): boolean {
    const { commons, index } = this;
    const { control, blocks } = commons;
    let claimed = Atomics.load(control, CLAIMED);
    for (;;) {
      if (claimed >= Atomics.load(control, PLANNED)) return false;
      const before = Atomics.compareExchange(control, CLAIMED, claimed, claimed + 1);
      if (before === claimed) break;
      claimed = before;
    }
    const block = blocks[claimed % blocks.length]!;
    const { header } = block;
    header[WHO] = index;
    header[BROKEN] = 0;
    try {
      this.fill(block);
    } catch (e) {
      header[BROKEN] = e instanceof ModelBound ? BY_BOUND : BY_MISHAP;
      if (header[BROKEN] === BY_MISHAP) confess(commons, e);
      header.fill(0, LOTS);
    }
    Atomics.store(header, EXPANDED, claimed + 1);
    ring(commons);
    return true;
  }

  private fill(block: Block): void {
    const { commons, expander, offers, bits, judging } = this;
    const { arenas, places, by } = commons;
    const { header, offersOf, verdicts, taken } = block;
    const { length } = expander.packing;
    const first = header[FIRST]!;
    const states = header[STATES]!;
    const mask = (1 << bits) - 1;
    header.fill(0, LOTS);
    this.block = block;
    this.offered = 0;
    offers.n = 0;
    let leftOut = 0;
    for (let i = 0; i < states; i++) {
      const at = first + i;
      const place = places[at]!;
      const before = this.offered + offers.n;
      leftOut += expander.expand(at, by[at]!, arenas[place & mask]!, (place >>> bits) * length, offers);
      offersOf[i] = this.offered + offers.n - before;
    }
    this.deal();
    header[LEFT_OUT] = leftOut;
    taken.set(expander.taken);
    const { watched } = judging;
    for (let p = 0; p < watched.length; p++) {
      const { applicable, at, move } = watched[p]!;
      verdicts[VERDICT * p] = Number(applicable);
      verdicts[VERDICT * p + 1] = at;
      verdicts[VERDICT * p + 2] = move;
    }
  }

  /** Puts what is offered into the lots of the block. */
  private deal(): number {
    const { offers, block, commons } = this;
    const { members } = commons;
    const { header, lots, owner, by } = block;
    const { length } = this.expander.packing;
    let { offered } = this;
    for (let i = 0; i < offers.n; i++) {
      const hashed = offers.hashes[i]!;
      const whose = ownerOf(hashed, members);
      const lot = lots[whose]!;
      const at = header[LOTS + whose]!++;
      const { packed } = lot;
      lot.hashes[at] = hashed;
      for (let w = 0; w < length; w++) packed[at * length + w] = offers.packed[i * length + w]!;
      owner[offered] = whose;
      by[offered++] = offers.by[i]!;
    }
    this.offered = offered;
    offers.n = 0;
    return 0;
  }
}
