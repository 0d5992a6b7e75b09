import type { Cube } from './cube.js';
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
  /** Of each dimension the places of a design that it sets, and what each of its values makes of them. */
  private readonly settings: readonly ReadonlyMap<string, readonly unknown[]>[];

  constructor(
    private readonly subject: Subject,
    readonly base: AnyDesign,
  ) {
    const dimensions = subject.dimensions ?? [];
    this.dimensions = dimensions.map((d) => d.id);
    this.values = dimensions.map((d) => {
      const own = valueOf(base, d);
      const others = d.values.filter((v) => v !== own).map((v) => ({ value: v.id, what: v.what }));
      return [own ? { value: own.id, what: own.what } : null, ...others];
    });
    const known = choicesOf(base);
    this.settings = dimensions.map((d, i) => {
      const leaves = this.values[i]!.map((own) => {
        const value = d.values.find((v) => v.id === own?.value);
        return new Map([...known, ...(value && own !== this.values[i]![0] ? leavesOf(value.sets) : [])]);
      });
      const places = new Set(d.values.flatMap((v) => [...leavesOf(v.sets).keys()]));
      return new Map([...places].map((place) => [place, leaves.map((l) => l.get(place))]));
    });
    const places = this.settings.flatMap((s) => [...s.keys()]);
    for (const place of places)
      if (!known.has(place)) throw new RangeError(`a dimension sets ${place}, which ${base.id} has not`);
    const twice = places.find((place, i) => places.indexOf(place) < i);
    if (twice !== undefined) throw new RangeError(`two dimensions set ${twice}`);
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

  /**
   * The combinations that agree with one on the places of a design that were looked at. All that comes of these places alone is
   * the same for each of them.
   */
  cubeOf(seen: ReadonlySet<string>, combination: Combination): Cube {
    const whole = [...seen].some((place) => place.endsWith('*'));
    return this.values.map((values, d) => {
      const looked = [...this.settings[d]!.keys()].filter((place) => whole || seen.has(place));
      const agrees = (v: number): boolean =>
        looked.every((place) => {
          const by = this.settings[d]!.get(place)!;
          return by[v] === by[combination[d]!];
        });
      return values.reduce<number>((bits, _, v) => (agrees(v) ? bits | (1 << v) : bits), 0);
    });
  }
}
