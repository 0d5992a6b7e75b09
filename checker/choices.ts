import type { Litmus } from '../properties/litmus/litmus.js';
import type { AnyDesign } from './subject.js';

/** One independent choice of the designs of a subject, which may be made in several components at once. */
export interface ChoiceDimension {
  readonly id: string;
  /** The question the values answer. */
  readonly question: string;
  readonly values: readonly ChoiceValue[];
}

export interface ChoiceValue {
  readonly id: string;
  /** In words, one line. */
  readonly what: string;
  /** What it sets, as a part of a design. */
  readonly sets: object;
}

/** What a design says about itself; everything else in it is a choice. */
const ABOUT: readonly string[] = [
  'id',
  'title',
  'proposal',
  'objections',
  'fate',
  'versions',
  'base',
] satisfies readonly (keyof AnyDesign)[];

/** The choices of a design by their place in it: `xen.pvhMapPirq`. */
export const choicesOf = (design: AnyDesign): ReadonlyMap<string, unknown> =>
  new Map([...leavesOf(design)].filter(([place]) => !ABOUT.includes(place.split('.')[0]!)));

/** The values in a tree of records by their place in it. */
export function leavesOf(tree: object): ReadonlyMap<string, unknown> {
  const leaves = new Map<string, unknown>();
  const collect = (value: unknown, place: string): void => {
    if (typeof value !== 'object' || value === null) leaves.set(place, value);
    else for (const [key, v] of Object.entries(value)) collect(v, place === '' ? key : `${place}.${key}`);
  };
  collect(tree, '');
  return leaves;
}

/** One choice that two designs make differently: a dimension, or a single choice of a component that is part of none. */
export interface Difference {
  readonly choice: string;
  readonly from: string;
  readonly to: string;
}

/** The choices that `to` makes otherwise than `from`. */
export function differences(
  from: AnyDesign,
  to: AnyDesign,
  dimensions: readonly ChoiceDimension[] = [],
): Difference[] {
  const [a, b] = [choicesOf(from), choicesOf(to)];
  const places = [...new Set([...a.keys(), ...b.keys()])].filter((place) => a.get(place) !== b.get(place));
  const found: Difference[] = [];
  const explained = new Set<string>();
  for (const dimension of dimensions) {
    const [x, y] = [valueIn(a, dimension), valueIn(b, dimension)];
    if (!x || !y || x === y) continue;
    found.push({ choice: dimension.id, from: x.id, to: y.id });
    for (const value of dimension.values)
      for (const place of leavesOf(value.sets).keys()) explained.add(place);
  }
  const single = places
    .filter((place) => !explained.has(place))
    .map((choice) => ({ choice, from: String(a.get(choice) ?? '-'), to: String(b.get(choice) ?? '-') }));
  return [...found, ...single];
}

/** The value that a design takes in a dimension; undefined where its components do not agree on one. */
export const valueOf = (design: AnyDesign, dimension: ChoiceDimension): ChoiceValue | undefined =>
  valueIn(choicesOf(design), dimension);

const valueIn = (
  choices: ReadonlyMap<string, unknown>,
  { values }: ChoiceDimension,
): ChoiceValue | undefined =>
  values.find((v) => [...leavesOf(v.sets)].every(([place, value]) => choices.get(place) === value));

/** Why the scenario cannot be asked of the design; null if it can. */
export function whyNotAsked({ needs = [] }: Litmus, design: AnyDesign): string | null {
  const choices = choicesOf(design);
  return needs.find((n) => choices.get(n.choice) !== n.is)?.otherwise ?? null;
}
