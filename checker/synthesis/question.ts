import { InputError } from '../../model/input-error.js';
import { ModelBound } from '../../model/model.js';
import type { Built, Move } from '../../model/system.js';
import type { Litmus } from '../../properties/litmus/litmus.js';
import { VIOLATED, type Property } from '../../properties/property.js';
import type { deadlock } from '../deadlock.js';
import { explore, type Exploration } from '../explore.js';
import type { Case } from '../run-check.js';
import type { AnyDesign, Subject } from '../subject.js';
import { watched } from './watched.js';

/** A question of the catalogue. */
export interface Question {
  readonly one: Case;
  readonly needs: Litmus['needs'];
  readonly property: Property | typeof deadlock;
}

/** What becomes of a question under a design. */
export type Answer =
  /** Every state was searched; where nothing concerns the property it is `vacuous`, where the scenario does not fit `n/a`. */
  | { readonly verdict: 'holds' | 'vacuous' | 'n/a' }
  | { readonly verdict: 'violated'; readonly path: readonly Move[] }
  /** The system cannot be built or searched to its end. */
  | { readonly verdict: 'undecided'; readonly reason: string };

/** An answer with the places of the design on which it depends: it is the same for all designs that agree on them. */
export interface Decided {
  readonly answer: Answer;
  readonly seen: ReadonlySet<string>;
}

/**
 * Answers a question by searching its system. A violation depends only on what its own run looks at, which `violates` finds
 * out; any other answer on what any run looks at.
 */
export function decide(subject: Subject, question: Question, design: AnyDesign): Decided {
  const { one, needs = [], property } = question;
  const { record, seen, writing } = watched(design);
  const answered = (answer: Answer): Decided => ({ answer, seen });
  if (needs.some((n) => valueAt(record, n.choice) !== n.is)) return answered({ verdict: 'n/a' });
  let found: Exploration;
  try {
    const built = subject.build(one.topology, record, one.scenario, { choices: { writing } });
    found = explore(built, 'on' in property ? [property] : [], { untilViolated: true });
  } catch (e) {
    // Its `given:` part reaches a bound of the model, or never ends.
    if (e instanceof ModelBound || e instanceof InputError)
      return answered({ verdict: 'undecided', reason: e.message });
    throw e;
  }
  const [finding] = found.findings;
  const path = 'on' in property ? finding!.path : found.deadlock?.path;
  if (path) {
    const run = violates(subject, question, design, path);
    if (!run)
      throw new Error(
        `${one.scenario.name}: a run that violates ${property.id} does not when it is repeated`,
      );
    return { answer: { verdict: 'violated', path }, seen: run };
  }
  if (found.limit !== undefined) return answered({ verdict: 'undecided', reason: found.limit });
  return answered({ verdict: finding?.verdict === 'vacuous' ? 'vacuous' : 'holds' });
}

/**
 * Takes a run again under a design. If it is possible there and ends in a violation, returns the places of the design that were
 * looked at on the way: the same run is possible under all designs that agree on them, and ends the same. Where the property is
 * one of resting places, all that can still happen at the end of the run has been looked at as well. Null if it is not so.
 */
export function violates(
  subject: Subject,
  { one, needs = [], property }: Question,
  design: AnyDesign,
  path: readonly Move[],
): ReadonlySet<string> | null {
  const { record, seen, writing } = watched(design);
  if (needs.some((n) => valueAt(record, n.choice) !== n.is)) return null;
  try {
    const built = subject.build(one.topology, record, one.scenario, { choices: { writing } });
    return endsInViolation(built, property, path) ? seen : null;
  } catch (e) {
    if (e instanceof ModelBound || e instanceof InputError) return null;
    throw e;
  }
}

function endsInViolation(built: Built, property: Property | typeof deadlock, path: readonly Move[]): boolean {
  const { system } = built;
  const isPossible = ({ thread, outcome }: Move): boolean => {
    const n = system.moves();
    for (let i = 0; i < n; i++)
      if (system.moveThread[i] === thread && system.moveOutcome[i] === outcome) return true;
    return false;
  };
  const take = (move: Move): boolean => {
    if (!isPossible(move)) return false;
    system.fire(move.thread, move.outcome);
    return true;
  };
  system.state.set(system.initial);
  if (!('on' in property) || property.kind === 'at-rest') {
    if (!path.every(take)) return false;
    system.initial.set(system.state);
    const rest = explore(built, 'on' in property ? [property] : []);
    return 'on' in property ? rest.findings[0]!.verdict === 'violated' : rest.deadlock !== null;
  }
  const check = property.on(built);
  if (!path.slice(0, -1).every(take)) return false;
  const last = path.at(-1);
  if (check.state) return (!last || take(last)) && check.state(system.busy()) === VIOLATED;
  if (!last) return false;
  check.before?.();
  return take(last) && check.after!(last.thread, system.last) === VIOLATED;
}

/** A value by its place in a record. */
const valueAt = (record: object, place: string): unknown =>
  place
    .split('.')
    .reduce<unknown>(
      (at, key) => (typeof at === 'object' && at !== null ? Reflect.get(at, key) : undefined),
      record,
    );
