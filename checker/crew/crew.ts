import { availableParallelism } from 'node:os';
import type { Alone } from '../alone.js';
import { Expander } from '../expander.js';
import { FixedWords } from '../growing.js';
import { Judging } from '../judging.js';
import { BEYOND_LIMITS } from '../ledger.js';
import type { Searcher, Undertaking } from '../searcher.js';
import type { StateStore } from '../state-store.js';
import {
  addedBy,
  BELL,
  BLOCK_STATES,
  BROKEN,
  BY_BOUND,
  FIRST,
  FOUND,
  memoryOf,
  PLANNED,
  reserveCommons,
  ring,
  STATES,
  type Commons,
} from './commons.js';
import { Member } from './member.js';
import { Numbering } from './numbering.js';
import type { SharedStates } from './shared-states.js';
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
 * states what all find, see Member; this one also numbers what is found, see Numbering, so that all is as in a search by one
 * thread.
 */
export class Crew<M> implements Searcher {
  /** Blocks of which all offers have numbers. */
  private numbered = 0;
  private planned = 0;
  /** States before this one are in a block. */
  private plannedStates = 0;
  private readonly workers: Workers;
  private readonly member: Member<M>;
  private readonly numbering: Numbering<M>;
  /** Why this ended before the search. */
  private ending = '';

  private constructor(
    private readonly search: Undertaking<M>,
    source: SystemSource,
    private readonly commons: Commons,
    private readonly found: StateStore,
    expected: number,
  ) {
    const { built, judging, expander, ledger } = search;
    const everyMove = ledger.edges !== null;
    this.numbering = new Numbering(search, commons);
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

  get states(): SharedStates {
    return this.numbering.states;
  }

  /** States that were expanded by workers. */
  get byWorkers(): number {
    return this.numbering.byWorkers;
  }

  /** Goes on where the search by one thread is; `waiting`: which instructions found those of its states that wait. */
  takeOver(waiting: Uint16Array): void {
    this.numbering.begin(this.found, waiting);
    this.plannedStates = this.search.ledger.expanded;
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
    const { commons, search, numbering } = this;
    const block = commons.blocks[this.numbered % commons.blocks.length]!;
    const { header } = block;
    if (header[BROKEN] !== 0)
      return this.ends(header[BROKEN] === BY_BOUND ? MET_BOUND : `a worker has failed${this.workers.said}`);
    if (header[FIRST]! >= search.pause) search.between(header[FIRST]!);
    if (!numbering.hasRoom(block)) return this.ends('the workers have no more room');
    numbering.number(block);
    this.numbered++;
    return true;
  }
}
