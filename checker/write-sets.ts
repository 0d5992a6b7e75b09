import { cellName, type Field } from '../model/layout.js';
import type { Instruction, Program, System } from '../model/system.js';

/**
 * The bytes of the working state that a move may change which begins with an instruction: what its step declares to write,
 * its thread's own cells and program counter. Where it may run on into further steps, or stops other threads, that is
 * more. The search checks the declarations by samples, and all the time in debug mode.
 */
export function writtenBytes(system: System, thread: number, instruction: Instruction): ReadonlySet<number> {
  const program = system.programs[thread]!;
  const bytes = new Set<number>();
  const take = (f: Field, from: number, cells: number): void => {
    for (let i = from; i < from + cells; i++) bytes.add(f.offset + i);
  };
  const steps = instruction.fused ? program.instructions : [instruction];
  if (steps.some((i) => i.step.stops !== undefined)) for (const f of system.fields) take(f, 0, f.size);
  const declared = new Set(steps.flatMap((i) => i.step.writes));
  for (const f of system.fields) {
    if (f.group === `thread.${program.thread}` || declared.has(f.group)) take(f, 0, f.size);
    if (f.name === 'thread.pc') take(f, thread * f.stride, f.stride);
    for (let i = 0; i * f.stride < f.size; i++)
      if (declared.has(`${f.group}:${i}`)) take(f, i * f.stride, f.stride);
  }
  return bytes;
}

/** A step has changed a cell that it does not declare to write: the search cannot go on. */
export function undeclaredWrite(
  system: System,
  { thread }: Program,
  { step }: Instruction,
  before: Uint8Array,
): Error {
  for (const f of system.fields)
    for (let i = 0; i < f.size; i++)
      if (system.state[f.offset + i] !== before[f.offset + i])
        return new Error(`${step.fn} (${thread}) changes ${cellName(f, i)}, which it does not declare`);
  return new Error(`${step.fn} (${thread}) changes a byte of the state that belongs to no field`);
}
