/** What generated values may show; a class tells whether one does. */
export type Classes<T> = Readonly<Record<string, (value: T) => boolean>>;

/** How many of `total` values fall into each class. */
export interface Distribution {
  readonly total: number;
  readonly counts: Readonly<Record<string, number>>;
}

export function distribution<T>(classes: Classes<T>, values: readonly T[]): Distribution {
  const counts = Object.entries(classes).map(([name, is]) => [name, values.filter(is).length] as const);
  return { total: values.length, counts: Object.fromEntries(counts) };
}

/** One line per class, the most frequent first. */
export const printDistribution = ({ total, counts }: Distribution): string =>
  Object.entries(counts)
    .toSorted(([, a], [, b]) => b - a)
    .map(([name, n]) => `${((100 * n) / total).toFixed(1).padStart(5)} %  ${name}`)
    .join('\n');

/** The floor of a class for which none is given, so that none dies out unseen. */
const LEAST = 0.02;

/** The classes that fall short of their floors, each with what it has; empty when all is well. */
export const belowFloor = (
  { total, counts }: Distribution,
  floors: Readonly<Record<string, number>>,
): string[] =>
  Object.entries(counts).flatMap(([name, n]) => {
    const floor = floors[name] ?? LEAST;
    return n < floor * total ? [`${name}: ${n} of ${total}, less than ${floor * 100} %`] : [];
  });
