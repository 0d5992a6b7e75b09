import { InputError } from '../model/input-error.js';
import { ModelBound } from '../model/model.js';
import type { Built } from '../model/system.js';
import type { Property } from '../properties/property.js';
import { explore } from './explore.js';
import { findOf, type Find } from './find.js';
import { judge } from './judge.js';
import { decodeToken } from './token.js';
import { Divergence, replay } from './trace.js';
import { walk } from './walk.js';
import type { AnyDesign, Subject } from './subject.js';

/** What has become of an earlier find. */
export type Recheck =
  /** Its run still violates the property. */
  | { readonly outcome: 'still violated' }
  /** Its run is of another version of the model, or no longer violates; another run in the same system does. */
  | { readonly outcome: 'found again'; readonly find: Find }
  /** No run of the system violates the property any more. */
  | { readonly outcome: 'fixed' }
  /** Not found again; the system is too large to be sure. */
  | { readonly outcome: 'undecided'; readonly why: string };

export interface RecheckOptions {
  /** All randomness comes from it. */
  readonly seed: string;
  /** Largest search. Default 200000. */
  readonly maxStates?: number;
}

const WALKS = 2000;

/** Replays a find; where its run tells nothing any more, its system is searched for another one. */
export function recheck(
  subject: Subject,
  find: Find,
  property: Property,
  design: AnyDesign,
  { seed, maxStates = 200_000 }: RecheckOptions,
): Recheck {
  const { topology, scenario } = find;
  try {
    const built = subject.build(topology, design, scenario);
    if (stillViolates(find, property, built)) return { outcome: 'still violated' };
    const [finding] = explore(built, [property], { maxStates }).findings;
    const { verdict, limit } = finding!;
    if (verdict === 'holds' || verdict === 'vacuous') return { outcome: 'fixed' };
    const { violation } =
      verdict === 'violated'
        ? { violation: { path: finding!.path!, witness: finding!.witness! } }
        : walk(built, [property], { seed: `${seed}/${find.key}`, runs: WALKS });
    if (!violation) return { outcome: 'undecided', why: limit ?? 'not found again' };
    const { path, witness } = violation;
    const again = findOf(subject, { topology, scenario, built, path, witness }, property, design, find);
    return { outcome: 'found again', find: { ...again, key: find.key } };
  } catch (e) {
    if (e instanceof InputError || e instanceof ModelBound) return { outcome: 'undecided', why: e.message };
    throw e;
  }
}

/** Does the run itself violate the property, under the rules as they are now? */
function stillViolates(find: Find, property: Property, built: Built): boolean {
  try {
    const token = decodeToken(find.token);
    if (!token.current || token.property !== property.id || token.design !== find.design) return false;
    replay(built, token.path);
    return judge(built, property, token.path) !== null;
  } catch (e) {
    // The rest of the file is whole, so that the find itself is not lost with its token.
    if (e instanceof Divergence || e instanceof InputError) return false;
    throw e;
  }
}
