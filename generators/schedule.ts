import fc from 'fast-check';
import { DECISIONS } from '../checker/schedule.js';

/** Signed numbers, which V8 keeps without allocating each. Not biased: a small one is the same decision three times. */
const LARGEST = 2 ** (8 * DECISIONS - 1) - 1;

export interface ScheduleOptions {
  /** Most decisions; a run that needs more goes on in turn. Default 200. */
  readonly maxLength?: number;
}

/**
 * Schedules as compact integer arrays: each number holds four decisions of a byte (`checker/schedule.ts`), since
 * generating numbers costs more than running steps. A decision v stands for thread v % n and its outcome v / n, and for the
 * next thread that can move where that one cannot. Shorter and smaller is simpler; the empty one takes the threads in turn.
 */
export const schedules = ({ maxLength = 200 }: ScheduleOptions = {}): fc.Arbitrary<number[]> =>
  fc.array(fc.noBias(fc.integer({ min: -LARGEST - 1, max: LARGEST })), {
    maxLength: Math.ceil(maxLength / DECISIONS),
    size: 'max',
  });
