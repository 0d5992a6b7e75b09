import type { Litmus } from '../properties/litmus/litmus.js';
import type { AnyDesign } from './subject.js';

/** What a design says about itself; everything else in it is a choice. */
const ABOUT = ['id', 'title', 'source', 'proposal', 'objections', 'fate', 'versions', 'base'];

/** The choices of a design by their place in it: `xen.pvhMapPirq`. */
export function choicesOf(design: AnyDesign): ReadonlyMap<string, unknown> {
  const choices = new Map<string, unknown>();
  const collect = (value: unknown, place: string): void => {
    if (typeof value !== 'object' || value === null) choices.set(place, value);
    else for (const [key, v] of Object.entries(value)) collect(v, `${place}.${key}`);
  };
  for (const [key, value] of Object.entries(design)) if (!ABOUT.includes(key)) collect(value, key);
  return choices;
}

/** One choice that two designs make differently. */
export interface Difference {
  readonly choice: string;
  readonly from: string;
  readonly to: string;
}

/** The choices that `to` makes otherwise than `from`. */
export function differences(from: AnyDesign, to: AnyDesign): Difference[] {
  const [a, b] = [choicesOf(from), choicesOf(to)];
  return [...new Set([...a.keys(), ...b.keys()])]
    .filter((choice) => a.get(choice) !== b.get(choice))
    .map((choice) => ({ choice, from: String(a.get(choice) ?? '-'), to: String(b.get(choice) ?? '-') }));
}

/** Why the scenario cannot be asked of the design; null if it can. */
export function whyNotAsked({ needs = [] }: Litmus, design: AnyDesign): string | null {
  const choices = choicesOf(design);
  return needs.find((n) => choices.get(n.choice) !== n.is)?.otherwise ?? null;
}
