import { unexpected, type Result } from '../checker/result.js';

/** Every verdict is as recorded. */
export const AS_RECORDED = 0;
/** A verdict differs from what is recorded, or something is violated where nothing is recorded. */
export const DIFFERENT = 1;
/** Bad usage or input. */
export const BAD_INPUT = 2;
/** A limit was hit, and nothing worse. */
export const INCONCLUSIVE = 3;

/** What the exit code says, for help texts. */
export const EXIT_CODES = `Exit code: ${AS_RECORDED} every verdict is as recorded, ${DIFFERENT} a verdict differs or something is violated where nothing is
recorded (as on a machine of your own), ${BAD_INPUT} bad usage or input, ${INCONCLUSIVE} a limit was hit and nothing worse.`;

/** The exit code of a check. */
export function exitCodeOf(results: readonly Result[]): number {
  const different = results.some((r) => unexpected(r) || (r.expected === null && r.verdict === 'violated'));
  if (different) return DIFFERENT;
  return results.some((r) => r.verdict === 'inconclusive') ? INCONCLUSIVE : AS_RECORDED;
}
