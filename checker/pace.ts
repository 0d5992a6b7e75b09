/** Workers join where what is left takes one thread so many times as long as they take to start. */
const WORTH = 4;

/** How fast a search goes, and whether it will go on for long enough to be worth the start of workers. */
export class Pace {
  /** When it was taken last, and before which state; the first time it was still that of a cold start. */
  private since = performance.now();
  private warm = false;

  /** `from`: the state with which the search begins. `startMs`: how long workers take to start. */
  constructor(
    private from: number,
    private readonly startMs: number,
  ) {}

  /** Before state `at`, at the pace of the last while, if so many states can be expected. */
  isLong(at: number, expected: number): boolean {
    const { startMs, warm } = this;
    const now = performance.now();
    const ms = now - this.since;
    if (ms < startMs / 2) return false;
    const leftMs = (ms * (expected - at)) / (at - this.from);
    this.since = now;
    this.from = at;
    this.warm = true;
    return warm && leftMs > WORTH * startMs;
  }
}
