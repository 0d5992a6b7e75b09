import type { Move } from '../../model/system.js';

/** A step that could have come next, and the first thing in which it differs from what was seen. */
export interface Candidate {
  readonly step: string;
  readonly difference: string;
}

/** Where every run of the model parts from the recording. */
export interface Parting {
  /** Index of the operation; -1: before the first. */
  readonly operation: number;
  /** The operation as it was recorded. */
  readonly raw: string;
  /** The last line that the model could follow, if there is one in this operation. */
  readonly lastMatched: string | null;
  readonly candidates: readonly Candidate[];
}

/** Remembers where the runs end that came furthest. */
export class Partings {
  /** How far the best run came: operation, lines in it, and whether only the look at the machine was left. */
  best: readonly number[] = [-1, -1, -1];
  path: readonly Move[] = [];
  private readonly found = new Map<string, Candidate>();

  /** Notes where a run ends that came at least as far as any other. */
  note(at: readonly number[], path: readonly Move[], candidate: Candidate): void {
    const ahead = at.map((v, i) => v - this.best[i]!).find((d) => d !== 0) ?? 0;
    if (ahead < 0) return;
    if (ahead > 0) {
      this.best = [...at];
      this.path = [...path];
      this.found.clear();
    }
    this.found.set(`${candidate.step} ${candidate.difference}`, candidate);
  }

  get candidates(): readonly Candidate[] {
    return [...this.found.values()];
  }
}
