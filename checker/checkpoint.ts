import type { Parts } from './growing.js';

/** Everything an unfinished search knows, so that it can go on in another process. */
export interface Snapshot {
  readonly transitions: number;
  readonly depth: number;
  readonly levelEnd: number;
  /** States expanded so far; those after them wait. */
  readonly expanded: number;
  readonly states: number;
  /** For each property: has it ever been applicable, and where it was violated first. */
  readonly watched: readonly {
    readonly applicable: boolean;
    readonly at: number;
    readonly move: number;
    readonly witness: string;
  }[];
  /** How often each instruction was taken. */
  readonly taken: readonly number[];
  /** Lists that only ever grow. */
  readonly grown: Readonly<Record<GrownList, Parts>>;
  /** The instruction that found each waiting state. */
  readonly waiting: Uint16Array;
}

export const grownLists = ['packed', 'parents', 'edgesOf', 'edges'] as const;
export type GrownList = (typeof grownLists)[number];

/** What the snapshots of a search have in common. */
export interface Shape {
  readonly wordsPerState: number;
  readonly properties: number;
  readonly instructions: number;
  readonly keepsEdges: boolean;
}

/** Where a search keeps its snapshots. */
export interface Checkpoints {
  /** The last snapshot that was kept whole; null if there is none. */
  load(shape: Shape): Snapshot | null;
  /** Is it time for another? */
  due(): boolean;
  /** Keeps a snapshot instead of the one before it, whole or not at all. */
  save(snapshot: Snapshot): void;
}
