import { Offers } from '../offers.js';

/** What may be with a slot. */
export const FREE = 0;
export const TO_DO = 1;
export const DONE = 2;
/** The worker could not do it; whoever does it finds out why. */
export const FAILED = 3;
export const QUIT = 4;

/** Most states in one job. */
export const JOB_STATES = 512;

const HEADER = 8;
const STATUS = 0;
const FIRST = 1;
const STATES = 2;
const OFFERED = 3;
const LEFT_OUT = 4;
/** Numbers that tell what one property turned out to be in a job: applicable, where violated, by which move. */
const VERDICT = 3;

/** How large a slot must be for a system. */
export interface SlotShape {
  readonly wordsPerState: number;
  /** Most moves a state can have. */
  readonly moves: number;
  readonly properties: number;
}

/** One job in memory that the search and a worker share: some states to expand, and then what their moves lead to. */
export class Slot {
  /** The states to be expanded, packed, and the instruction that found each. */
  readonly states: Int32Array;
  readonly by: Uint16Array;
  readonly offers: Offers;
  /** How many of the offers are of each state. */
  readonly offersOf: Uint16Array;
  private readonly header: Int32Array;
  private readonly verdicts: Int32Array;

  private constructor(
    readonly memory: SharedArrayBuffer,
    { wordsPerState: n, moves, properties }: SlotShape,
  ) {
    let used = 0;
    const take = (bytes: number): number => (used += (bytes + 7) & ~7) - ((bytes + 7) & ~7);
    const words = (length: number): Int32Array => new Int32Array(memory, take(4 * length), length);
    const halves = (length: number): Uint16Array => new Uint16Array(memory, take(2 * length), length);
    const capacity = JOB_STATES * moves + 1;
    this.header = words(HEADER);
    this.verdicts = words(VERDICT * properties);
    this.states = words(JOB_STATES * n);
    this.by = halves(JOB_STATES);
    this.offersOf = halves(JOB_STATES);
    this.offers = new Offers(
      capacity,
      words(capacity * n),
      words(capacity),
      words(capacity),
      halves(capacity),
      () => 0,
    );
  }

  static create(shape: SlotShape): Slot {
    const { wordsPerState: n, moves, properties } = shape;
    const offers = (JOB_STATES * moves + 1) * (4 * n + 10);
    const bytes = 4 * (HEADER + VERDICT * properties) + JOB_STATES * (4 * n + 4) + offers + 64;
    return new Slot(new SharedArrayBuffer(bytes), shape);
  }

  static at(memory: SharedArrayBuffer, shape: SlotShape): Slot {
    return new Slot(memory, shape);
  }

  get status(): number {
    return Atomics.load(this.header, STATUS);
  }

  set status(status: number) {
    Atomics.store(this.header, STATUS, status);
    Atomics.notify(this.header, STATUS);
  }

  /** Blocks while the slot is in this status. */
  waitWhile(status: number): void {
    while (this.status === status) Atomics.wait(this.header, STATUS, status);
  }

  /** The number of the first state of the job. */
  get first(): number {
    return this.header[FIRST]!;
  }

  get count(): number {
    return this.header[STATES]!;
  }

  /** Moves that were left out because they lead nowhere new. */
  get leftOut(): number {
    return this.header[LEFT_OUT]!;
  }

  get offered(): number {
    return this.header[OFFERED]!;
  }

  /** Hands the job over, with `states` and `by` filled in. */
  give(first: number, count: number): void {
    this.header[FIRST] = first;
    this.header[STATES] = count;
    this.status = TO_DO;
  }

  /** Hands the result back. */
  return(leftOut: number): void {
    this.header[OFFERED] = this.offers.n;
    this.header[LEFT_OUT] = leftOut;
    this.status = DONE;
  }

  setVerdict(property: number, applicable: boolean, at: number, move: number): void {
    this.verdicts.set([Number(applicable), at, move], VERDICT * property);
  }

  verdict(property: number): { applicable: boolean; at: number; move: number } {
    const [applicable, at, move] = this.verdicts.subarray(VERDICT * property);
    return { applicable: applicable !== 0, at: at!, move: move! };
  }
}
