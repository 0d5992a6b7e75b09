import type { Difference } from '../checker/choices.js';
import type { Row } from '../checker/cell.js';
import type { Sibling } from '../checker/sibling.js';
import type { Violation } from './counterexample.js';

/** A question that one design or both violate. */
export interface Compared {
  readonly row: Omit<Row, 'cells'>;
  /** Under the design that the part of the report is about. */
  readonly violation: Violation;
  /** The closest design that passes; null where none does. */
  readonly sibling: Sibling | null;
}

/** Two designs side by side. */
export interface Comparison {
  readonly from: { readonly id: string; readonly title: string };
  readonly to: { readonly id: string; readonly title: string };
  readonly differences: readonly Difference[];
  /** What `from` violates and `to` does not, with what became of it under `to`. */
  readonly fixes: readonly (Compared & { readonly under: string })[];
  /** What `to` violates and `from` does not, with what became of it under `from`. */
  readonly breaks: readonly (Compared & { readonly under: string })[];
  /** What both violate; the counterexample is that of `to`. */
  readonly shares: readonly Compared[];
  /** Questions that both keep, or that do not concern one of them. */
  readonly rest: { readonly both: number; readonly other: number };
}
