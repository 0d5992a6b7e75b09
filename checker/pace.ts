/** Workers join where what is left takes one thread so many times as long as a worker takes to be of use. */
const WORTH = 6;
/** A search that is cold says nothing: its pace counts from this part of that time on, ... */
const COLD = 1 / 3;
/** ... and for at least so long, in ms. */
const WATCHED = 25;

/** How fast a search goes, and whether it will go on for long enough to be worth the start of workers. */
export class Pace {
  private readonly began = performance.now();
  /** Since when it is watched, and from which state on. */
  private since = 0;
  private from = -1;

  /** `startMs`: how long workers take to be of use. */
  constructor(private readonly startMs: number) {}

  /** Before state `at`, if so many states can be expected. */
  isLong(at: number, expected: number): boolean {
    const { startMs } = this;
    const now = performance.now();
    if (this.from < 0) {
      if (now - this.began < COLD * startMs) return false;
      this.since = now;
      this.from = at;
    }
    const ms = now - this.since;
    return ms >= WATCHED && (ms * (expected - at)) / (at - this.from) > WORTH * startMs;
  }
}
