import { GrowingWords } from '../growing.js';
import { tooManyStates } from '../limits.js';
import { Offers } from '../offers.js';
import type { Undertaking } from '../searcher.js';
import { BATCH, hash, type StateStore } from '../state-store.js';
import {
  FIRST,
  LEFT_OUT,
  LOTS,
  ownerBits,
  ownerOf,
  STATES,
  VERDICT,
  WHO,
  type Block,
  type Commons,
} from './commons.js';
import { SharedStates } from './shared-states.js';

/**
 * Numbers the states that a crew finds, in the order of the states and moves they come from, and writes down for the search what
 * its blocks tell.
 */
export class Numbering<M> {
  readonly states: SharedStates;
  /** States that were expanded by workers. */
  byWorkers = 0;
  private readonly bits: number;
  /** Per member: the numbers of its states, where edges need them; how often it took each instruction; a place in its lot. */
  private readonly numbers: readonly GrowingWords[];
  private readonly taken: readonly Uint32Array[];
  private readonly next: Int32Array;

  constructor(
    private readonly search: Undertaking<M>,
    private readonly commons: Commons,
  ) {
    const { expander } = search;
    const each = Array.from({ length: commons.members }, (_, m) => m);
    this.states = new SharedStates(commons, expander.packing.length);
    this.bits = ownerBits(commons);
    this.numbers = each.map(() => new GrowingWords());
    this.taken = each.map(() => new Uint32Array(expander.taken.length));
    this.next = new Int32Array(commons.members);
  }

  /** Begins with what one thread has found; `waiting`: which instructions found those of its states that wait. */
  begin(found: StateStore, waiting: Uint16Array): void {
    const { commons, states, bits, numbers } = this;
    const { places, by, members } = commons;
    const { ledger, expander } = this.search;
    const { count } = found;
    // Those that belong to others now stay where they are; their owners have copies, to know them again.
    for (let at = 0; at < count; at++) places[at] = at << bits;
    if (ledger.edges !== null)
      for (let at = 0; at < count; at++) {
        numbers[0]!.push(at);
        const whose = ownerOf(hash(found.packed, found.place(at), expander.packing.length), members);
        if (whose > 0) numbers[whose]!.push(at);
      }
    by.set(waiting, ledger.expanded);
    states.count = count;
  }

  /** Is there room for all that the states of a block lead to? */
  hasRoom(block: Block): boolean {
    const { places, members } = this.commons;
    return this.states.count + offeredBy(block, members) <= places.length;
  }

  /** Gives numbers to what the states of a block lead to. Throws LimitReached where that makes too many. */
  number(block: Block): void {
    const { commons, search, states, next, bits, numbers } = this;
    const { places, by } = commons;
    const { ledger, maxStates } = search;
    const { edges, parent } = ledger;
    const { header, offersOf, owner, lots } = block;
    const first = header[FIRST]!;
    const end = first + header[STATES]!;
    let { count } = states;
    parent.reserve(count + offeredBy(block, commons.members));
    const parents = parent.items;
    next.fill(0);
    let offered = 0;
    for (let at = first; at < end; at++) {
      if (at === ledger.levelEnd) ledger.nextLevel(count);
      if (count > maxStates) {
        states.count = count;
        this.redo(first, at);
        throw tooManyStates(maxStates);
      }
      edges?.node(ledger.transitions);
      const last = offered + offersOf[at - first]!;
      ledger.transitions += last - offered;
      for (; offered < last; offered++) {
        const whose = owner[offered]!;
        const { fresh, found } = lots[whose]!;
        const i = next[whose]!++;
        if (fresh[i] === 0) {
          edges?.edge(numbers[whose]!.items[found[i]!]!);
          continue;
        }
        places[count] = (found[i]! << bits) | whose;
        parents[count] = at;
        by[count] = block.by[offered]!;
        if (edges !== null) {
          numbers[whose]!.push(count);
          edges.edge(count);
        }
        count++;
      }
    }
    states.count = count;
    ledger.transitions += header[LEFT_OUT]!;
    ledger.expanded = end;
    if (header[WHO] !== 0) this.byWorkers += end - first;
    this.settle(block);
  }

  /** Takes over what a block told about properties and instructions. */
  private settle({ header, verdicts, taken }: Block): void {
    const { judging, expander } = this.search;
    const { watched } = judging;
    const before = this.taken[header[WHO]!]!;
    for (let i = 0; i < before.length; i++) expander.taken[i]! += taken[i]! - before[i]!;
    before.set(taken);
    for (let p = 0; p < watched.length; p++) {
      const w = watched[p]!;
      const v = VERDICT * p;
      if (!judging.merge(w, verdicts[v] !== 0, verdicts[v + 1]!, verdicts[v + 2]!)) continue;
      expander.load(this.states.arenaOf(w.at), this.states.place(w.at));
      judging.testify(w);
    }
  }

  /** Of a block that a limit cuts in two: judges the states before `end` once more, since the block tells only of all. */
  private redo(first: number, end: number): void {
    const { states, commons } = this;
    const { expander, ledger } = this.search;
    const nowhere: Offers = new Offers(BATCH, expander.packing.length, () => (nowhere.n = 0));
    for (let at = first; at < end; at++)
      ledger.transitions += expander.expand(
        at,
        commons.by[at]!,
        states.arenaOf(at),
        states.place(at),
        nowhere,
      );
    ledger.expanded = end;
  }
}

/** How many states the states of a block lead to. */
function offeredBy({ header }: Block, members: number): number {
  let offered = 0;
  for (let m = 0; m < members; m++) offered += header[LOTS + m]!;
  return offered;
}
