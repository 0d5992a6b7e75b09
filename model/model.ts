import type { Design } from './designs/design.js';
import type { Dev, Dom, LineIx, PirqIx } from './numbers.js';
import type { Scope } from './scope.js';
import type { State } from './state.js';
import type { Context as ThreadContext } from './threads.js';

/** What every rule is given: the design's choices, the hardware in scope, and the views over the working state. */
export interface Model extends State {
  readonly design: Design;
  readonly scope: Scope;
}

/** What a procedure of the x86 model is compiled for. */
export type Context = ThreadContext<Model>;

/** One instance of a group, for a step's footprint: `linux.dev:1`. */
export const at = (group: string, instance: number): string => `${group}:${instance}`;

/** Cell of a [domain, device] field. */
export const domDev = (m: Model, d: Dom, dev: Dev): number => d * m.scope.devices.length + dev;
/** Cell of a [domain, pirq] field. */
export const domPirq = (m: Model, d: Dom, p: PirqIx): number => d * m.scope.pirqs.count + p;
/** Cell of a [domain, line] field. */
export const domLine = (m: Model, d: Dom, line: LineIx): number => d * m.scope.lines.count + line;

/** A device as traces name it: its SBDF. */
export const devName = (m: Model, dev: Dev): string => m.scope.devices[dev]!.sbdf;
/** A domain as traces name it. */
export const domName = (m: Model, d: Dom): string => m.scope.domains[d]!;
/** A line as traces name it. */
export const gsiName = (m: Model, line: LineIx): string => `GSI ${m.scope.lines.of(line)}`;

/**
 * The model ran into a bound it declares (a counter, a number outside the system's cone). Engines report
 * `inconclusive`; a rule never saturates instead.
 */
export class ModelBound extends Error {
  constructor(what: string) {
    super(`the model's bound is reached: ${what}`);
    this.name = 'ModelBound';
  }
}
