import type { Scenario } from '../model/scenario.js';
import type { Move } from '../model/system.js';
import type { Property } from '../properties/property.js';
import type { Machine } from './subject.js';

export interface SamplerOptions {
  /** All randomness comes from it. */
  readonly seed: string;
  readonly progress?: (runs: number) => void;
}

/** What became of one property in the random systems of one design. */
export interface SampledResult {
  readonly property: Property;
  readonly verdict: 'not violated' | 'violated' | 'vacuous' | 'inconclusive';
  readonly runs: number;
  /** Over all systems. */
  readonly states: number;
  readonly transitions: number;
  readonly depth: number;
  /** For `violated`: the smallest system found, and the run in it. */
  readonly found?: {
    readonly topology: Machine;
    readonly scenario: Scenario;
    readonly path: readonly Move[];
    readonly minimal: 'shortest' | 'shrunk';
    readonly witness: string;
  };
  /** For `inconclusive`: which limit was hit. */
  readonly limit?: string;
}
