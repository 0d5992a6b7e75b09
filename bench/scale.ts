/** How much of the benchmark is run. */
export interface Scale {
  /** Small sizes and few rounds: minutes become seconds, and the bars set at large sizes are not measured. */
  readonly quick: boolean;
  /** Rounds of interleaved runs; the median counts. */
  readonly rounds: number;
  /** Where peers are built. */
  readonly folder: string;
}
