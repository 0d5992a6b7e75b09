import { errnoName } from '../model/errno.js';
import type { Built } from '../model/system.js';
import { neverHappens } from '../properties/litmus/vacuous.js';

/** Most steps of the straight run; only a model with a loop takes more. */
const LONGEST = 5000;

/**
 * Why a question is about nothing in a system: the first operation that fails, or never ends, where the threads run one after
 * another; where none does, what never comes about. Leaves the system in another state.
 */
export function whyVacuous({ system }: Pick<Built, 'system'>, property: string): string {
  system.state.set(system.initial);
  for (let i = 0; i < LONGEST; i++) {
    const n = system.moves();
    let next = -1;
    for (let k = 0; k < n && next < 0; k++)
      if (system.at(system.moveThread[k]!)!.step.recurring !== true) next = k;
    if (next < 0) break;
    system.fire(system.moveThread[next]!, system.moveOutcome[next]!);
  }
  for (const [thread, { operations }] of system.programs.entries())
    for (const [i, { text }] of operations.entries()) {
      const result = system.result(thread, i);
      if (result === undefined) return `${text} never ends`;
      if (result < 0) return `${text} fails with ${errnoName(result)}`;
    }
  return neverHappens[property] ?? '';
}
