import type { System } from '../model/system.js';
import type { Packing } from './packing.js';

/**
 * What a search trusts for speed, checked the slow way: that the moves found are those of a search that asks every thread,
 * that cells stay in their ranges, and that a state survives being packed, whole or by what a move changed.
 */
export class Distrust {
  private readonly whole: Int32Array;
  private readonly back: Int32Array;

  constructor(
    private readonly system: System,
    private readonly packing: Packing,
    private readonly words: Int32Array,
  ) {
    this.whole = new Int32Array(packing.length);
    this.back = words.slice();
  }

  /** Throws unless the `n` moves found are all there are. */
  moves(n: number): void {
    const { moveThread, moveOutcome } = this.system;
    const found = Array.from({ length: n }, (_, i) => `${moveThread[i]}.${moveOutcome[i]}`);
    const all = this.allMoves();
    if (found.join() !== all.join())
      throw new Error(`the moves found are ${found.join(' ')}, those there are: ${all.join(' ')}`);
  }

  /** Throws unless the working state is in range and packs to itself; before a move is packed. */
  state(): void {
    const { packing, words, whole, back } = this;
    packing.check(words);
    packing.pack(words, whole, 0);
    packing.unpack(whole, 0, back, back);
    if (back.some((w, k) => w !== words[k])) throw new Error('a state changes when it is packed');
  }

  /** Throws unless the change that was packed gives what the whole state gave. */
  change(packed: Int32Array, place: number): void {
    if (this.whole.some((w, i) => w !== packed[place + i]))
      throw new Error('a state packed by what changed differs from the state packed whole');
  }

  private allMoves(): string[] {
    const { system } = this;
    if (system.halted) return [];
    const standing = system.programs.flatMap((_, thread) => {
      const step = system.at(thread)?.step;
      return step === undefined ? [] : [{ thread, step, can: step.enabled?.() ?? true }];
    });
    const progress = standing.some(({ step, can }) => can && step.recurring !== true);
    const moves = standing.flatMap(({ thread, step, can }) =>
      can ? Array.from({ length: step.choices?.() ?? step.outcomes ?? 1 }, (_, o) => `${thread}.${o}`) : [],
    );
    const timeouts = standing.flatMap(({ thread, step, can }) =>
      !can && step.timeout !== undefined ? [`${thread}.${step.outcomes ?? 1}`] : [],
    );
    return progress && !system.earlyTimeouts ? moves : [...moves, ...timeouts];
  }
}
