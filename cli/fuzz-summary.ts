import type { Find } from '../checker/find.js';
import type { FuzzEvent } from '../checker/fuzz.js';

/** A violation that this run added to the corpus. */
export interface NewFind extends Pick<Find, 'key' | 'property' | 'design' | 'witness'> {
  readonly file: string;
  readonly steps: number;
  /** Is the property recorded as violated by the design, in some built-in scenario or random system? */
  readonly recorded: boolean;
}

/** What has become of the earlier finds, by key. */
export interface CorpusState {
  readonly dir: string;
  readonly stillViolated: readonly string[];
  /** By another run than before; their files were renewed. */
  readonly foundAgain: readonly string[];
  readonly fixed: readonly string[];
  readonly undecided: readonly string[];
  /** Not looked at: the time was up, or they are about something else than was chosen. */
  readonly skipped: readonly string[];
  /** A line for each file that cannot be used. */
  readonly broken: readonly string[];
}

/** What a fuzz run did; printed by --json. The version changes when a field does. */
export interface FuzzSummary {
  readonly version: 1;
  readonly seed: string;
  readonly seconds: number;
  readonly interrupted: boolean;
  /** Systems looked at, counted once for each design. */
  readonly systems: number;
  readonly runs: number;
  readonly steps: number;
  readonly runsPerSecond: number;
  /** Of the actions that were compiled: how many were ever taken, and which were not. */
  readonly actions: { readonly taken: number; readonly compiled: number; readonly never: readonly string[] };
  /** Bounds of the model that ended runs, and how many systems they were hit in. */
  readonly limits: Readonly<Record<string, number>>;
  readonly corpus: CorpusState;
  readonly finds: readonly NewFind[];
}

/** Adds up what the workers say. */
export class Tally {
  systems = 0;
  runs = 0;
  steps = 0;
  readonly taken = new Set<string>();
  readonly compiled = new Set<string>();
  readonly finds: NewFind[] = [];
  readonly limits: Record<string, number> = {};
  private readonly start = performance.now();

  add(event: FuzzEvent): void {
    this.systems++;
    this.runs += event.runs;
    this.steps += event.steps;
    for (const a of event.taken) this.taken.add(a);
    for (const a of event.compiled) this.compiled.add(a);
    if (event.limit !== undefined) this.limits[event.limit] = (this.limits[event.limit] ?? 0) + 1;
  }

  get seconds(): number {
    return (performance.now() - this.start) / 1000;
  }

  get runsPerSecond(): number {
    return Math.round(this.runs / Math.max(this.seconds, 0.001));
  }

  summary(seed: string, corpus: CorpusState, interrupted: boolean): FuzzSummary {
    return {
      version: 1,
      seed,
      seconds: Math.round(this.seconds * 10) / 10,
      interrupted,
      systems: this.systems,
      runs: this.runs,
      steps: this.steps,
      runsPerSecond: this.runsPerSecond,
      actions: {
        taken: this.taken.size,
        compiled: this.compiled.size,
        never: [...this.compiled].filter((a) => !this.taken.has(a)).sort(),
      },
      limits: this.limits,
      corpus,
      finds: this.finds,
    };
  }
}
