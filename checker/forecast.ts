/** More levels are not looked forward to. */
const FORESIGHT = 1000;

/**
 * About how many states a breadth-first search will find in the levels after three of these sizes. Levels grow and shrink
 * like a bell, so their logarithms lie about on a parabola: from the tenth level or so on what it says of the models here is
 * mostly right within a half. Infinity where the levels grow ever faster.
 */
export function statesAfter(first: number, second: number, third: number): number {
  let growth = Math.log(third / second);
  const bend = Math.min(0, growth - Math.log(second / first));
  if (bend === 0 && growth >= 0) return Infinity;
  let size = third;
  let states = 0;
  for (let level = 0; level < FORESIGHT && size >= 1; level++) {
    growth += bend;
    size *= Math.exp(growth);
    states += size;
  }
  return states;
}
