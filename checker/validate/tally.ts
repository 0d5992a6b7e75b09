/** How often a field was compared, and how often model and machine said the same. */
export interface Count {
  compared: number;
  agreed: number;
}

/** Counts comparisons by field. */
export class Tally {
  readonly fields = new Map<string, Count>();
  /** What was seen and has no counterpart in the model. */
  readonly notCompared = new Map<string, number>();

  compare(field: string, agrees: boolean): void {
    const count = this.fields.get(field) ?? { compared: 0, agreed: 0 };
    count.compared++;
    if (agrees) count.agreed++;
    this.fields.set(field, count);
  }

  skip(what: string): void {
    this.notCompared.set(what, (this.notCompared.get(what) ?? 0) + 1);
  }
}

/** Comparisons of all fields together. */
export const compared = (fields: ReadonlyMap<string, Count>): number =>
  [...fields.values()].reduce((n, c) => n + c.compared, 0);

/** The fields of several runs together. */
export function sumFields(
  all: readonly { readonly fields: ReadonlyMap<string, Count> }[],
): Map<string, Count> {
  const sums = new Map<string, Count>();
  for (const { fields } of all)
    for (const [field, c] of fields) {
      const sum = sums.get(field) ?? { compared: 0, agreed: 0 };
      sums.set(field, { compared: sum.compared + c.compared, agreed: sum.agreed + c.agreed });
    }
  return sums;
}
