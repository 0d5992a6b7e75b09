import { InputError } from '../../model/input-error.js';
import type { Model } from '../../model/model.js';
import type { Step } from '../../model/system.js';
import { said, type Heard } from './echo.js';
import { hearings } from './hearings.js';
import { unlogged } from './unlogged.js';

/**
 * Listens to a step: to be called in the state before it. `null` for a step that no source tells of. Throws InputError naming
 * `place`, what is compared, for one that is in neither table, so that a new step of the model cannot go unlistened.
 */
export function listen(m: Model, step: Step, place: string): Heard | null {
  const hearing = hearings[step.fn];
  if (hearing) {
    const args = typeof step.args === 'string' ? step.args : step.args();
    return hearing(m, said(args), step.actor, args);
  }
  if (step.fn in unlogged) return null;
  throw new InputError(
    place,
    `a run comes to ${step.fn}, and neither hearings.ts nor unlogged.ts in checker/validate says who hears it`,
  );
}
