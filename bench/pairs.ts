/** Median of some numbers. */
export const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
};

/** Milliseconds of one run. */
export function time(run: () => void): number {
  const start = performance.now();
  run();
  return performance.now() - start;
}

/**
 * Times two ways of doing the same in interleaved pairs, since the machine's load changes from minute to minute: the ratio of
 * a pair is to be trusted, its absolute times are not.
 */
export function interleaved(
  pairs: number,
  a: () => void,
  b: () => void,
): { a: number; b: number; ratio: number } {
  const times = Array.from({ length: pairs }, () => ({ a: time(a), b: time(b) }));
  return {
    a: median(times.map((t) => t.a)),
    b: median(times.map((t) => t.b)),
    ratio: median(times.map((t) => t.b / t.a)),
  };
}
