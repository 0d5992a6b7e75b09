import { choicesOf, leavesOf, valueOf } from '../choices.js';
import type { AnyDesign, Subject } from '../subject.js';

/** A choice of each dimension, by its number in `Space.values`; 0 is what the base chooses. */
export type Combination = readonly number[];

/** One value of a dimension that a combination changes. */
export interface Pick {
  readonly dimension: string;
  readonly value: string;
  readonly what: string;
}

/** Every combination of choices around a design. */
export class Space {
  readonly dimensions: readonly string[];
  /** Of each dimension its values, that of the base first; null stands for what the base does where that is none of them. */
  readonly values: readonly (readonly (Omit<Pick, 'dimension'> | null)[])[];
  /** Bit masks of the dimensions that set a choice, by its place in a design. */
  private readonly setBy = new Map<string, number>();
  private readonly all: number;

  constructor(
    private readonly subject: Subject,
    readonly base: AnyDesign,
  ) {
    const dimensions = subject.dimensions ?? [];
    this.dimensions = dimensions.map((d) => d.id);
    this.all = 2 ** dimensions.length - 1;
    this.values = dimensions.map((d) => {
      const own = valueOf(base, d);
      const others = d.values.filter((v) => v !== own).map((v) => ({ value: v.id, what: v.what }));
      return [own ? { value: own.id, what: own.what } : null, ...others];
    });
    dimensions.forEach((d, i) => {
      for (const v of d.values)
        for (const place of leavesOf(v.sets).keys())
          this.setBy.set(place, (this.setBy.get(place) ?? 0) | (1 << i));
    });
    const known = choicesOf(base);
    for (const place of this.setBy.keys())
      if (!known.has(place)) throw new RangeError(`a dimension sets ${place}, which ${base.id} has not`);
  }

  /** How many combinations there are, meaningful or not. */
  get size(): number {
    return this.values.reduce((n, v) => n * v.length, 1);
  }

  /** What a combination chooses otherwise than the base. */
  picksOf(combination: Combination): Pick[] {
    return combination.flatMap((value, i) =>
      value === 0 ? [] : [{ dimension: this.dimensions[i]!, ...this.values[i]![value]! }],
    );
  }

  /** The design of a combination. */
  designOf(combination: Combination): AnyDesign {
    const picks = this.picksOf(combination).map((p) => `${p.dimension}=${p.value}`);
    if (picks.length === 0) return this.base;
    const design = this.subject.combination?.([this.base.id, ...picks].join('+'));
    if (!design) throw new RangeError(`no combination ${picks.join('+')} of ${this.base.id}`);
    return design;
  }

  /** The dimensions on which the places of a design depend that were looked at. */
  maskOf(seen: Iterable<string>): number {
    let mask = 0;
    for (const place of seen) mask |= place.endsWith('*') ? this.all : (this.setBy.get(place) ?? 0);
    return mask;
  }
}
