import type { Built } from '../../model/system.js';
import type { Property } from '../../properties/property.js';

/** How a worker builds the system that its search is about, since functions cannot be sent. */
export interface SystemSource {
  /** URL of a module that exports `systemOf`. */
  readonly module: string;
  /** What `systemOf` is given; plain data. */
  readonly of: unknown;
  /** About how long a worker takes to be as fast as a thread that has been at it for a while, in ms: shorter searches get none. */
  readonly startMs: number;
}

/** The export of such a module. The system and the properties must be the ones that the search was given, in their order. */
export type SystemOf = (of: unknown) => { built: Built; properties: readonly Property[] };
