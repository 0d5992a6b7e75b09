import fc from 'fast-check';

export interface ScheduleOptions {
  /** Most decisions; a run that needs more goes on in turn. Default 200. */
  readonly maxLength?: number;
}

/** Larger than any thread count times any number of outcomes. */
const LARGEST = 255;

/**
 * Schedules as compact integer arrays: a value v stands for thread v % n and its outcome v / n, and for the next thread
 * that can move where that one cannot (`checker/schedule.ts`). Shorter and smaller is simpler, and the empty one takes the
 * threads in turn.
 */
export const schedules = ({ maxLength = 200 }: ScheduleOptions = {}): fc.Arbitrary<number[]> =>
  fc.array(fc.nat(LARGEST), { maxLength, size: 'max' });
