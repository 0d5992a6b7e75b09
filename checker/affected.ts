import type { Instruction, System } from '../model/system.js';
import type { Property } from '../properties/property.js';

/**
 * Which properties a step can change the answer of. A property whose declared reads no write of the step touches answers
 * after the step what it answered before, so it need not be asked; tests check the declarations on both sides. A property
 * that waits for quiet is asked as well where the step ends what a thread had in flight.
 */
export interface Affected<T> {
  /** To be asked whenever the step was taken. */
  readonly touched: readonly T[];
  /** To be asked besides those if the step `quiets`. */
  readonly ifQuieter: readonly T[];
}

/** One entry per program and instruction. `of` gives the property behind an entry. */
export function affectedBy<T>(
  system: System,
  entries: readonly T[],
  of: (entry: T) => Property,
): readonly (readonly Affected<T>[])[] {
  return system.programs.map((p) =>
    p.instructions.map((instruction) => {
      const touches = (e: T): boolean => concerns(instruction, of(e));
      return {
        touched: entries.filter(touches),
        ifQuieter: entries.filter((e) => of(e).kind === 'quiescent' && !touches(e)),
      };
    }),
  );
}

/** After a step that stops other threads everything may have changed. */
function concerns({ step }: Instruction, property: Property): boolean {
  if (step.stops !== undefined) return true;
  const groups = step.writes.map((w) => w.split(':')[0]!);
  return property.reads.some((group) => group === 'thread' || groups.includes(group));
}

/** Did the step end what its thread had in flight? Being busier than before only exempts objects from being judged. */
export const quiets = (step: Instruction, now: Instruction | undefined): boolean =>
  (step.busy.devices | step.busy.domains) !== 0 && now?.busy !== step.busy;
