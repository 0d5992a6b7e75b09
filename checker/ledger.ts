import { Edges } from './edges.js';
import { statesAfter } from './forecast.js';
import { GrowingWords } from './growing.js';

/** States for which there is room beyond a limit: more are not found before it is noticed. */
export const BEYOND_LIMITS = 1 << 20;

/** What a search writes down about states, in the order of their numbers. */
export class Ledger {
  /** The state from which each state was found first. */
  readonly parent: GrowingWords;
  /** The moves from state to state, if they are kept. */
  readonly edges: Edges | null;
  transitions = 0;
  depth = 0;
  /** Where the level ends to which the next state belongs. */
  levelEnd = 1;
  /** Where the levels before ended that this search has seen. */
  readonly levelEnds: number[] = [];
  /** States before this one are expanded. */
  expanded = 0;

  /** What is expected after so many levels. */
  private forecast = NaN;
  private forecastAfter = 0;

  /** `most`: how many states the search is limited to. */
  constructor(most: number, keepEdges: boolean) {
    this.parent = new GrowingWords(most + BEYOND_LIMITS);
    this.edges = keepEdges ? new Edges() : null;
  }

  /** The next state to be expanded begins a new level, when `count` are known. */
  nextLevel(count: number): void {
    this.depth++;
    this.levelEnds.push(this.levelEnd);
    this.levelEnd = count;
  }

  /** About how many states there will be, going by the last levels; NaN before there are three. */
  get expected(): number {
    const { levelEnds, levelEnd } = this;
    if (this.forecastAfter !== levelEnds.length) {
      const [a, b, c] = levelEnds.slice(-3) as [number, number, number];
      this.forecast = levelEnd + statesAfter(b - a, c - b, levelEnd - c);
      this.forecastAfter = levelEnds.length;
    }
    return this.forecast;
  }
}
