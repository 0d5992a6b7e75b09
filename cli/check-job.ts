import type { Reductions } from '../checker/reduced.js';
import type { Case, Limits, Progress } from '../checker/run-check.js';
import type { Result } from '../checker/result.js';

/** A check as plain data, for the worker that runs it: designs and properties by id. */
export interface PlainJob {
  readonly designs: readonly string[];
  readonly properties: readonly string[];
  readonly cases: readonly Case[];
  readonly limits: Limits;
  readonly reductions?: Reductions;
  /** Where searches are kept, and how often. */
  readonly checkpoint?: { readonly folder: string; readonly everySeconds: number };
  /** Random systems of each design to look at. */
  readonly sampling?: { readonly seed: string; readonly runs: number; readonly designs?: readonly string[] };
  /** One word; set to 1 it asks the worker to come to an end. */
  readonly stop: SharedArrayBuffer;
}

/** What the worker says. */
export type Message =
  | { readonly kind: 'results'; readonly results: readonly Result[] }
  | { readonly kind: 'progress'; readonly progress: Progress }
  | { readonly kind: 'resumed'; readonly what: string; readonly states: number }
  | { readonly kind: 'mishap'; readonly what: string; readonly why: string }
  | { readonly kind: 'refused'; readonly place: string; readonly message: string };
