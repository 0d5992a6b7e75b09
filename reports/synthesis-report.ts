/** A question of the catalogue, as reports name it. */
export interface AskedQuestion {
  readonly scenario: string;
  readonly property: { readonly id: string; readonly name: string };
  readonly question: string;
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
  /** All combinations of their values, each of which the search has tried or refuted. */
  readonly combinations: number;
  /** The sets with the fewest choices that turn all cells green but those given up. */
  readonly sets: readonly ChoiceSet[];
  /** Cells that each by itself is red under every combination. */
  readonly hopeless: readonly AskedQuestion[];
  /** The smallest set of other cells that no combination turns green together. */
  readonly core: readonly AskedQuestion[];
  /** Cells that are red under `sets`. */
  readonly givenUp: readonly AskedQuestion[];
}
