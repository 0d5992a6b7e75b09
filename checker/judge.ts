import type { Built } from '../model/system.js';
import type { Move } from '../model/system.js';
import { VIOLATED, type Property } from '../properties/property.js';
import { deadlock } from './deadlock.js';

/**
 * Is the property violated where a run ends, or by its last step? Returns the witness, or null if it is not. Leaves the
 * system in the state the path ends in; the path must be possible.
 */
export function judge(
  built: Built,
  property: Property | typeof deadlock,
  path: readonly Move[],
): string | null {
  const { system } = built;
  system.state.set(system.initial);
  for (const move of path.slice(0, -1)) system.fire(move.thread, move.outcome);
  const last = path.at(-1);
  const check = 'on' in property ? property.on(built) : null;
  check?.before?.();
  const instruction = last && system.at(last.thread);
  if (last) system.fire(last.thread, last.outcome);
  if (!check) return stuckThread(built);
  const answer = check.state
    ? check.state(system.busy())
    : instruction && check.after!(last!.thread, system.last);
  return answer === VIOLATED ? check.witness() : null;
}

/** The witness of a deadlock in the working state, which must be one where nothing but hardware can happen any more. */
export function stuckThread({ system }: Built): string | null {
  const stuck = system.programs.findIndex((p, i) => !p.daemon && system.at(i) !== undefined);
  if (stuck < 0 || system.halted) return null;
  return `thread ${system.programs[stuck]!.thread} waits for ever in ${system.at(stuck)!.step.fn}`;
}
