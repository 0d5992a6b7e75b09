import type { DesignHistory } from '../model/designs/history.js';
import type { Scenario } from '../model/scenario.js';
import type { Built } from '../model/system.js';
import type { BuildOptions } from '../model/threads.js';
import type { Litmus } from '../properties/litmus/litmus.js';
import type { Property } from '../properties/property.js';
import type { Numbering } from './canonical.js';
import type { ChoiceDimension } from './choices.js';
import type { SystemSource } from './crew/source.js';

/** A machine as engines and reports see it; each subject knows what else is in it. */
export interface Machine {
  readonly name: string;
  readonly note?: string | undefined;
  readonly devices: readonly { readonly sbdf: string; readonly physfn?: string | undefined }[];
}

/** A machine and what happens on it: what a counterexample is shrunk in. */
export interface Reproducer<T extends Machine = Machine> {
  readonly topology: T;
  readonly scenario: Scenario;
}

/** Random systems of a subject, on machines whose firmware tells the truth; the same for the same seed. */
export interface RandomSystems<T extends Machine = Machine, D extends AnyDesign = AnyDesign> {
  /** Systems for one design. */
  draw(seed: string, n: number, design: D): readonly Reproducer<T>[];
  /** Systems without end, now and then on one of the known machines; with `only` on no others, whatever their firmware tells. */
  endless(seed: string, known: readonly T[], only: boolean): Iterable<Reproducer<T>>;
}

/** A design as engines and reports see it; each subject knows its choices. */
export type AnyDesign = DesignHistory;

/**
 * A part of passthrough with machines, designs, properties and a model of its own: the interrupts of x86, say. Commands,
 * engines and reports know it by this alone. Names of designs, properties, topologies and scenarios are unique among all.
 */
export interface Subject<T extends Machine = Machine, D extends AnyDesign = AnyDesign, M = unknown> {
  readonly id: string;
  readonly designs: readonly D[];
  /** The independent choices of its designs. */
  readonly dimensions?: readonly ChoiceDimension[];
  /** A combination of choices by an id of its own; undefined if it is none. */
  combination?(id: string): D | undefined;
  /** Why a combination of choices answers no question; null if it does. */
  meaningless?(design: D): string | null;
  readonly properties: readonly Property<M>[];
  readonly topologies: readonly T[];
  readonly litmus: readonly Litmus[];
  /** The operations of its scripts, for help texts. */
  readonly operations: readonly { verb: string; parameters: readonly string[]; what: string }[];
  /** A subject without is only searched. */
  readonly random?: RandomSystems<T, D>;
  /** Compiles a system. Throws InputError naming the place where topology and scenario do not go together. */
  build(topology: T, design: D, scenario: Scenario, options?: BuildOptions): Built<M>;
  /** How workers build the same with these properties, to take part in its search. */
  sourceOf(topology: T, design: D, scenario: Scenario, properties: readonly string[]): SystemSource;
  /** Is this what a topology of this subject looks like? Decides whose messages a broken one gets. */
  recognises(input: unknown): boolean;
  /** Checks a topology read from `place`. Throws InputError naming place and field; what is odd but real goes to `warn`. */
  parseTopology(input: unknown, place: string, warn?: (line: string) => void): T;
  /** The part of a machine that a scenario can touch: the system built of it is the same. */
  coneOf(topology: T, scenario: Scenario): T;
  /** What a reader of a trace must know of machine and scenario, in phrases. */
  settingOf(topology: T, scenario: Scenario): string[];
  /** What a machine without a scenario is asked, about these devices or those that look interesting. Throws InputError for an unknown one. */
  standardQuestions(topology: T, devices?: readonly string[]): Scenario[];
  /** The machine without functions that no script names. It may be no valid topology. */
  withoutDevices(topology: T, drop: (sbdf: string) => boolean): T;
  /** Machines that lack one part and still have all that the scripts name, larger parts first. Some may be no valid topology. */
  simplerMachines(topology: T, scenario: Scenario): Iterable<T>;
  /** Does firmware tell the truth about every function the scripts name? A violation that takes a lie is the firmware's fault. */
  isTruthful(r: Reproducer<T>): boolean;
  /** What the sources tell apart about a machine, without the names it has for it: finds with one form are one. */
  machineForm(topology: T, devices: Numbering): unknown;
}
