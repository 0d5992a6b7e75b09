import { overlap } from '../model/fuse.js';
import type { Instruction, Program } from '../model/system.js';

/**
 * For each instruction: the instructions of the threads before its own that commute with it, as flags. Where state t was
 * found by step b from state s and a is such a step, possible in t, then a was possible in s, and was taken there before b
 * was; the state that a leads to from t is the one that b leads to from there, and its number is smaller than that of any
 * state that t could find. So a need not be taken in t: the move is counted, and leads nowhere new. null where a move may be
 * more than one step.
 */
export function commuting(programs: readonly Program[]): readonly Uint8Array[] | null {
  const all = programs.flatMap((p, thread) => p.instructions.map((i) => ({ thread, instruction: i })));
  if (all.some(({ instruction }) => instruction.fused)) return null;
  return all.map((b) =>
    Uint8Array.from(all, (a) => Number(a.thread < b.thread && commute(a.instruction, b.instruction))),
  );
}

function commute({ step: a }: Instruction, { step: b }: Instruction): boolean {
  return (
    a.stops === undefined &&
    b.stops === undefined &&
    a.timeout === undefined &&
    b.timeout === undefined &&
    !overlap(a.writes, [...b.reads, ...b.writes]) &&
    !overlap(b.writes, a.reads)
  );
}
