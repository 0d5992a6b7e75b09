import { availableParallelism } from 'node:os';
import type { Alone } from '../alone.js';
import { Expander } from '../expander.js';
import { FixedWords, GrowingWords } from '../growing.js';
import { Judging } from '../judging.js';
import { BEYOND_LIMITS } from '../ledger.js';
import { tooManyStates } from '../limits.js';
import { Offers } from '../offers.js';
import type { Searcher, Undertaking } from '../searcher.js';
import { BATCH, hash, type StateStore } from '../state-store.js';
import {
  addedBy,
  BELL,
  BLOCK_STATES,
  BROKEN,
  BY_BOUND,
  FIRST,
  FOUND,
  LEFT_OUT,
  LOTS,
  memoryOf,
  ownerBits,
  ownerOf,
  PLANNED,
  reserveCommons,
  ring,
  STATES,
  VERDICT,
  WHO,
  type Block,
  type Commons,
} from './commons.js';
import { Member } from './member.js';
import { SharedStates } from './shared-states.js';
import type { SystemSource } from './source.js';
import { PATIENCE_MS, Workers } from './workers.js';

/** More members would wait for the one that numbers states. */
const MOST_MEMBERS = 8;
/** Fewest states in a block, as long as there is other work. */
const FEWEST_STATES = 16;
/** States that a member makes room for before it has them: no more than an index of 32 MiB is good for. */
const EXPECTED_AT_MOST = 5_000_000;
/** What is expected may be so many times as much. */
const UNCERTAIN = 4;
/** Whoever goes on alone ends there too. */
const MET_BOUND = 'a worker has met a bound of the model';

export interface CrewOptions {
  /** Most states that there can be. */
  readonly most: number;
  /** About how many there will be. */
  readonly expected: number;
  /** Otherwise the crew decides itself. */
  readonly threads?: number | undefined;
}

/**
 * Threads that share a search from some state on: this one and workers. Each expands states and adds to its own part of the
 * states what all find, see Member; this one also numbers what is found. Since offers are numbered in the order of the states
 * and moves they come from, all is as in a search by one thread.
 */
export class Crew<M> implements Searcher {
  readonly states: SharedStates;
  /** Blocks of which all offers have numbers. */
  private numbered = 0;
  private planned = 0;
  /** States before this one are in a block. */
  private plannedStates = 0;
  private readonly workers: Workers;
  private readonly member: Member<M>;
  private readonly bits: number;
  /** Per member: the numbers of its states, where edges need them; how often it took each instruction; a place in its lot. */
  private readonly numbers: readonly GrowingWords[];
  private readonly taken: readonly Uint32Array[];
  private readonly next: Int32Array;
  /** Why this ended before the search. */
  private ending = '';
  /** States that were expanded by workers. */
  byWorkers = 0;

  private constructor(
    private readonly search: Undertaking<M>,
    source: SystemSource,
    private readonly commons: Commons,
    private readonly found: StateStore,
    expected: number,
  ) {
    const { built, judging, expander, ledger } = search;
    const { members } = commons;
    const everyMove = ledger.edges !== null;
    const each = Array.from({ length: members }, (_, m) => m);
    this.states = new SharedStates(commons, expander.packing.length);
    this.bits = ownerBits(commons);
    this.numbers = each.map(() => new GrowingWords());
    this.taken = each.map(() => new Uint32Array(expander.taken.length));
    this.next = new Int32Array(members);
    expander.compile();
    const own = new Judging(built, judging.properties);
    this.member = new Member(
      commons,
      0,
      new Expander(built, own, { everyMove, debug: false }, expander),
      own,
      found,
    );
    this.workers = new Workers(commons, {
      source,
      everyMove,
      wordsPerState: expander.packing.length,
      expected,
    });
  }

  /**
   * Starts workers, one for each other processor unless told how many threads there are to be, while a search by one thread
   * goes on; null where there can be none.
   */
  static of<M>(
    search: Undertaking<M>,
    alone: Alone<M>,
    source: SystemSource,
    { most, expected, threads }: CrewOptions,
  ): Crew<M> | null {
    const members = threads ?? Math.min(MOST_MEMBERS, availableParallelism());
    if (members < 2) return null;
    const { built, judging, expander } = search;
    const commons = reserveCommons({
      members,
      wordsPerState: expander.packing.length,
      moves: built.system.moveThread.length,
      properties: judging.watched.length,
      instructions: expander.taken.length,
      most: most + BEYOND_LIMITS,
    });
    if (commons === null) return null;
    const share = Math.min(EXPECTED_AT_MOST, most, Math.ceil((expected * UNCERTAIN) / members));
    const found = alone.share(new FixedWords(commons.arenas[0]!));
    found.expect(share);
    return new Crew(search, source, commons, found, share);
  }

  /** Lets workers see what has been found so far, that they have less to do when they join. */
  tell(): void {
    Atomics.store(this.commons.control, FOUND, this.found.count);
  }

  /** Are all workers there? null while some are still coming, which it waits for if told to; false if one failed. */
  ready(wait: boolean): boolean | null {
    return this.workers.ready(wait);
  }

  /** Goes on where the search by one thread is; `waiting`: which instructions found those of its states that wait. */
  takeOver(waiting: Uint16Array): void {
    const { commons, states, bits, numbers, found } = this;
    const { places, by, members } = commons;
    const { ledger, expander } = this.search;
    const { count } = found;
    for (let at = 0; at < count; at++) places[at] = at << bits;
    if (ledger.edges !== null)
      for (let at = 0; at < count; at++) {
        numbers[0]!.push(at);
        const whose = ownerOf(hash(found.packed, found.place(at), expander.packing.length), members);
        if (whose > 0) numbers[whose]!.push(at);
      }
    by.set(waiting, ledger.expanded);
    states.count = count;
    this.plannedStates = ledger.expanded;
    this.tell();
    this.workers.call();
  }

  run(): boolean {
    const { commons, states, search } = this;
    const { control } = commons;
    for (;;) {
      this.plan();
      if (search.ledger.expanded === states.count) return true;
      const heard = Atomics.load(control, BELL);
      if (this.complete()) {
        if (!this.number()) return false;
      } else if (!this.member.work()) {
        if (this.ready(false) === false) return false;
        if (Atomics.wait(control, BELL, heard, PATIENCE_MS) === 'timed-out')
          return this.ends('no worker has done anything for a minute');
      }
    }
  }

  /** Why this ended before the search, or never began. */
  get why(): string {
    return this.ending || `a worker has died${this.workers.said}`;
  }

  /** Did it end by what does not end the search itself? */
  get isMishap(): boolean {
    return this.ending !== MET_BOUND;
  }

  waiting(): Uint16Array {
    return this.commons.by.slice(this.search.ledger.expanded, this.states.count);
  }

  get bytes(): number {
    const { control, members } = this.commons;
    let kib = 0;
    for (let m = 0; m < members; m++) kib += control[memoryOf(m)]!;
    return 1024 * kib + (4 + 2) * this.states.count;
  }

  /** Sends the workers home. */
  dismiss(): void {
    this.workers.dismiss();
  }

  private ends(why: string): false {
    this.ending = why;
    return false;
  }

  /** Puts states that wait into blocks, as far as there is room. */
  private plan(): void {
    const { commons, states } = this;
    const { blocks, control, members } = commons;
    const before = this.planned;
    while (this.planned - this.numbered < blocks.length) {
      const left = states.count - this.plannedStates;
      if (left < FEWEST_STATES && (left === 0 || this.planned > this.numbered)) break;
      const length = Math.min(left, BLOCK_STATES, Math.max(FEWEST_STATES, Math.ceil(left / (2 * members))));
      const { header } = blocks[this.planned % blocks.length]!;
      header[FIRST] = this.plannedStates;
      header[STATES] = length;
      this.plannedStates += length;
      this.planned++;
    }
    if (this.planned === before) return;
    Atomics.store(control, PLANNED, this.planned);
    ring(commons);
  }

  /** Have all members added their lots of the next block? */
  private complete(): boolean {
    const { control, members } = this.commons;
    for (let m = 0; m < members; m++) if (Atomics.load(control, addedBy(m)) <= this.numbered) return false;
    return true;
  }

  /** Gives numbers to what the states of the next block lead to; false if that block could not be expanded. */
  private number(): boolean {
    const { commons, search, states, next, bits, numbers } = this;
    const { places, by, blocks } = commons;
    const { ledger, maxStates } = search;
    const { edges, parent } = ledger;
    const block = blocks[this.numbered % blocks.length]!;
    const { header, offersOf, owner, lots } = block;
    const first = header[FIRST]!;
    const end = first + header[STATES]!;
    if (header[BROKEN] !== 0)
      return this.ends(header[BROKEN] === BY_BOUND ? MET_BOUND : `a worker has failed${this.workers.said}`);
    if (first >= search.pause) search.between(first);
    let { count } = states;
    let offered = 0;
    for (let m = 0; m < commons.members; m++) offered += header[LOTS + m]!;
    if (count + offered > places.length) return this.ends('the workers have no more room');
    parent.reserve(count + offered);
    const parents = parent.items;
    next.fill(0);
    offered = 0;
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
    this.numbered++;
    this.settle(block);
    return true;
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
