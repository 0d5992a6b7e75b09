/** A question of the catalogue, as reports name it. */
export interface AskedQuestion {
  readonly scenario: string;
  readonly property: { readonly id: string; readonly name: string };
  readonly question: string;
}

/** A question that excludes others. */
export interface CoreCell extends AskedQuestion {
  /** Combinations under which it is red as the `runs` of the proof show; it may be under more. */
  readonly red: number;
  readonly runs: number;
  /** Shows one of the runs: that under the fewest changes. */
  readonly command: string | null;
  /** Under this design all others of the core are green. */
  readonly without: string;
}

/** A set of choices that differ from the base. */
export interface ChoiceSet {
  /** Id of the combination, which every command takes for a design. */
  readonly design: string;
  readonly picks: readonly { readonly dimension: string; readonly value: string; readonly what: string }[];
}

/** What a synthesis found. */
export interface SynthesisReport {
  readonly base: string;
  readonly questions: number;
  readonly dimensions: readonly string[];
  /** All combinations of their values. */
  readonly combinations: number;
  /** Most choices that may differ from the base; null for as many as there are. */
  readonly mostChanges: number | null;
  /** Sets of choices that turn all cells green but those that are `red`. */
  readonly sets: readonly ChoiceSet[];
  /** There are no others with as few choices, and no fewer are enough; else only that none of the choices can be left out. */
  readonly fewest: boolean;
  /** Cells that each by itself is red under every combination. */
  readonly hopeless: readonly AskedQuestion[];
  /** Other cells that no combination turns green together; no smaller set is like this. */
  readonly core: readonly CoreCell[];
  /** Combinations that answer no question, counted where there is a core. */
  readonly meaningless: number;
  /** Cells that are red under `sets`: no combination turns one of them green and keeps all others green. */
  readonly red: readonly AskedQuestion[];
  /** Cells that are about nothing under the first of `sets`. */
  readonly vacuous: readonly AskedQuestion[];
  /** Was the search finished? Else a combination may yet be found. */
  readonly done: boolean;
}
