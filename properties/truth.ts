import type { Built } from '../model/system.js';
import type { Model } from '../model/model.js';
import { Owner } from '../model/state.js';

/** The line of a device with a pin whose wire nobody knows, e.g. behind a link that leaves the choice to the OS. */
export const UNKNOWN = -2;

/**
 * The physical wiring as data: for each device the line its INTx wire ends at, -1 without a pin, or UNKNOWN. Independent of
 * `_PRT` and of the model's swizzle.
 */
export const wiredLine = (m: Model): readonly number[] =>
  m.scope.devices.map((d) => (d.wire ? m.scope.lines.index(d.wire.gsi) : d.pin === null ? -1 : UNKNOWN));

/** The guests of a system, as domain indices. */
export const guestsOf = (m: Model): readonly number[] => m.scope.domains.map((_, d) => d).slice(1);

/** Is the device assigned to guest `d`? */
export const ownedBy = (m: Model, dev: number, d: number): boolean =>
  m.xen.owner[dev] === Owner.GUEST + d - 1;

/** Cells of the [domain, line] and [domain, pirq] fields. */
export const cells = (
  m: Model,
): { line(d: number, l: number): number; pirq(d: number, p: number): number } => ({
  line: (d, l) => d * m.scope.lines.count + l,
  pirq: (d, p) => d * m.scope.pirqs.count + p,
});

/** Words for witnesses. */
export const words = (
  m: Model,
): { dev(i: number): string; dom(i: number): string; gsi(i: number): string; pirq(i: number): string } => ({
  dev: (i) => m.scope.devices[i]!.sbdf,
  dom: (i) => m.scope.domains[i]!,
  gsi: (i) => `GSI ${m.scope.lines.numbers[i]}`,
  pirq: (i) => `pirq ${m.scope.pirqs.numbers[i]}`,
});

/** The operations of a system's scripts with what they ended with. */
export interface Ended {
  readonly thread: number;
  readonly index: number;
  readonly verb: string;
  readonly dev: number;
  readonly dom: number;
  /** undefined: it has not ended, or never will. */
  result(): number | undefined;
}

/** Every script operation of the system, thread by thread. */
export const operationsOf = ({ system }: Built): readonly Ended[] =>
  system.programs.flatMap((p, thread) =>
    p.operations.map((o, index) => ({
      thread,
      index,
      verb: o.verb,
      dev: o.dev,
      dom: o.dom,
      result: () => system.result(thread, index),
    })),
  );
