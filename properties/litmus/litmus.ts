import type { Scenario } from '../../model/scenario.js';

/** A scenario on the topology it belongs to, with the question that decides its row of the litmus matrix. */
export interface Litmus extends Scenario {
  /** Name of its topology. */
  readonly topology: string;
  /** Id of the property that decides its cells; without it there is no row. */
  readonly asks?: string;
  /** What a design must choose for the question to mean anything; others are not asked. */
  readonly needs?: readonly Need[];
}

/** A choice that a scenario needs. */
export interface Need {
  /** Its place in the design: `dom0`, `xen.pvhMapPirq`. */
  readonly choice: string;
  readonly is: string | number | boolean;
  /** Why the scenario cannot be asked of a design that chooses otherwise. */
  readonly otherwise: string;
}
