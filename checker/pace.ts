/** Workers are started where what is left takes one thread so many times as long as a worker takes to be of use; that costs little. */
const WORTH_A_START = 4;
/** They join where it still takes so many times as long when they are there. */
const WORTH_JOINING = 1.5;
/** A search that is cold says nothing: its pace counts from this part of that time on, ... */
const COLD = 1 / 5;
/** ... and for at least so long, in ms. */
const WATCHED = 25;

/** How fast a search goes, and whether it will go on for long enough to be worth workers. */
export class Pace {
  private readonly began = performance.now();
  /** Since when it is watched, and from which state on. */
  private since = 0;
  private from = -1;

  /** `startMs`: how long workers take to be of use. */
  constructor(private readonly startMs: number) {}

  /** Before state `at`, if so many states can be expected: should workers be started? If so, the pace counts from here on. */
  isWorthAStart(at: number, expected: number): boolean {
    if (this.from < 0 && performance.now() - this.began < COLD * this.startMs) return false;
    if (this.left(at, expected) <= WORTH_A_START * this.startMs) return false;
    this.watch(at);
    return true;
  }

  /** The same when they are there: should they join? */
  isWorthJoining(at: number, expected: number): boolean {
    return this.left(at, expected) > WORTH_JOINING * this.startMs;
  }

  /** About how many ms are left; 0 as long as nothing can be said. */
  private left(at: number, expected: number): number {
    if (this.from < 0) this.watch(at);
    const ms = performance.now() - this.since;
    return ms < WATCHED ? 0 : (ms * (expected - at)) / (at - this.from);
  }

  private watch(at: number): void {
    this.since = performance.now();
    this.from = at;
  }
}
