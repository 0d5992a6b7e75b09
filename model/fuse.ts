import type { Program, Step } from './system.js';

/**
 * Marks the steps after which a thread may run on without giving others a chance: what the step touches, no other thread of
 * *this* system touches in a conflicting way, and what it changes, no property reads. Such a step commutes with every step
 * of every other thread, so only one of the orders is kept. `visible` are the groups or instances the selected properties read.
 */
export function fuse(programs: readonly Program[], visible: readonly string[]): void {
  const reads = programs.map((p) => footprint(p, (s) => [...s.reads, ...s.writes]));
  const writes = programs.map((p) => footprint(p, (s) => s.writes));
  const stoppers = programs.flatMap((p) => p.instructions.flatMap((i) => i.step.stops ?? []));
  programs.forEach((program, mine) => {
    const mayBeStopped = stoppers.some((prefix) => program.thread.startsWith(prefix));
    for (const instruction of program.instructions) {
      const { step } = instruction;
      instruction.fused =
        !mayBeStopped &&
        step.stops === undefined &&
        step.recurring !== true &&
        !overlap(step.writes, visible) &&
        programs.every(
          (_, other) =>
            other === mine || (!overlap(step.writes, reads[other]!) && !overlap(step.reads, writes[other]!)),
        );
    }
  });
}

const footprint = (p: Program, of: (s: Step) => readonly string[]): readonly string[] => [
  ...new Set(p.instructions.flatMap((i) => of(i.step))),
];

/** Do two footprints have a group or an instance in common? */
export const overlap = (a: readonly string[], b: readonly string[]): boolean =>
  a.some((x) => b.some((y) => overlaps(x, y)));

/** `xen.pin` covers `xen.pin:2`; two instances overlap only if they are the same. */
function overlaps(a: string, b: string): boolean {
  if (a === b) return true;
  const [groupA, instanceA] = a.split(':');
  const [groupB, instanceB] = b.split(':');
  return groupA === groupB && (instanceA === undefined || instanceB === undefined);
}
