import fc from 'fast-check';
import type { Built } from '../model/system.js';
import { InputError } from '../model/input-error.js';
import { ModelBound } from '../model/model.js';
import type { Move } from '../model/system.js';
import { VIOLATED, type Property } from '../properties/property.js';
import { explore } from './explore.js';
import { honestReductions } from './reductions.js';
import type { AnyDesign, Machine, Reproducer, Subject } from './subject.js';
import { walk } from './walk.js';

export interface ShrinkOptions {
  /** All randomness comes from it. Default `shrink`. */
  readonly seed?: string;
  /** A search that finds nothing within so many states leaves a deletion undecided. Default 200000. */
  readonly maxStates?: number;
}

/** A counterexample without superfluous parts. */
export interface Shrunk<T extends Machine = Machine> extends Reproducer<T> {
  readonly built: Built;
  readonly path: readonly Move[];
  readonly witness: string;
  /**
   * `shortest`: breadth-first search found the path, no run in this system violates the property sooner. `shrunk`: the
   * system was too large for that, and the path is a random one.
   */
  readonly minimal: 'shortest' | 'shrunk';
  /** Deletions of a single part whose search hit its limit: without them all are known to be necessary. */
  readonly undecided: number;
}

const QUICK_RUNS = 100;
const LAST_RUNS = 20_000;

type Answer = 'violated' | 'holds' | 'undecided';

/**
 * Shrinks a violating system: fast-check drops parts as long as the property is still violated, then breadth-first search
 * finds the shortest run in what is left, and each single deletion is tried once more. Throws RangeError if the property
 * is not violated to begin with, as far as a search of the given size shows.
 */
export function shrink<T extends Machine, D extends AnyDesign>(
  subject: Subject<T, D>,
  start: Reproducer<T>,
  design: D,
  property: Property,
  options: ShrinkOptions = {},
): Shrunk<T> {
  const { seed = 'shrink', maxStates = 200_000 } = options;
  const judge = new Map<string, Answer>();
  const answer = (r: Reproducer<T>): Answer => {
    const key = JSON.stringify(r);
    let known = judge.get(key);
    if (known === undefined)
      judge.set(key, (known = isViolated(subject, r, design, property, seed, maxStates)));
    return known;
  };
  const details = fc.check(
    fc.property(new Deleting(subject, start), (r) => answer(r) !== 'violated'),
    { numRuns: 1, seed: 0 },
  );
  const smallest = details.counterexample?.[0];
  if (smallest === undefined)
    throw new RangeError(`${property.id} is not violated in ${start.scenario.name} under ${design.id}`);
  let undecided = 0;
  for (const r of honestReductions(subject, smallest)) {
    const verdict = answer(r);
    if (verdict === 'violated') return shrink(subject, r, design, property, options);
    if (verdict === 'undecided') undecided++;
  }
  return { ...smallest, ...retrace(subject, smallest, design, property, seed, maxStates), undecided };
}

/** A value that shrinks by losing parts. */
class Deleting<T extends Machine> extends fc.Arbitrary<Reproducer<T>> {
  constructor(
    private readonly subject: Subject<T>,
    private readonly start: Reproducer<T>,
  ) {
    super();
  }

  override generate(): fc.Value<Reproducer<T>> {
    return new fc.Value(this.start, undefined);
  }

  override canShrinkWithoutContext(_: unknown): _ is Reproducer<T> {
    return false;
  }

  override shrink(value: Reproducer<T>): fc.Stream<fc.Value<Reproducer<T>>> {
    return fc.stream(honestReductions(this.subject, value)).map((r) => new fc.Value(r, undefined));
  }
}

/** Random runs find most violations at once; only where they do not is the system searched, and only until the first one. */
function isViolated(
  subject: Subject,
  r: Reproducer,
  design: AnyDesign,
  property: Property,
  seed: string,
  maxStates: number,
): Answer {
  try {
    const built = subject.build(r.topology, design, r.scenario, { visible: property.reads });
    if (walk(built, [property], { seed, runs: QUICK_RUNS }).violation) return 'violated';
    const [finding] = explore(built, [stopping(property)], { maxStates }).findings;
    return finding!.verdict === 'violated'
      ? 'violated'
      : finding!.verdict === 'inconclusive'
        ? 'undecided'
        : 'holds';
  } catch (e) {
    if (e === FOUND) return 'violated';
    if (e instanceof InputError || e instanceof ModelBound) return 'holds';
    throw e;
  }
}

const FOUND = Symbol('found');

/** The same question for somebody who only wants to know whether there is a violation: the first one ends the search. */
function stopping(property: Property): Property {
  if (property.kind === 'at-rest') return property;
  return {
    ...property,
    on(built) {
      const check = property.on(built);
      const ending = <T>(answer: T): T => {
        if (answer === VIOLATED) throw FOUND;
        return answer;
      };
      return {
        ...(check.state ? { state: () => ending(check.state!(built.system.busy())) } : {}),
        ...(check.before ? { before: () => check.before!() } : {}),
        ...(check.after
          ? {
              after: (thread: number, at: Parameters<NonNullable<typeof check.after>>[1]) =>
                ending(check.after!(thread, at)),
            }
          : {}),
        witness: () => check.witness(),
      };
    },
  };
}

/** The run to show: in single steps where the system can be searched so, else a random one. */
function retrace(
  subject: Subject,
  r: Reproducer,
  design: AnyDesign,
  property: Property,
  seed: string,
  maxStates: number,
): Pick<Shrunk, 'built' | 'path' | 'witness' | 'minimal'> {
  const built = subject.build(r.topology, design, r.scenario);
  const [finding] = explore(built, [property], { maxStates }).findings;
  if (finding!.path) return { built, path: finding!.path, witness: finding!.witness!, minimal: 'shortest' };
  const { violation } = walk(built, [property], { seed, runs: LAST_RUNS });
  if (!violation)
    throw new RangeError(`${property.id}: the violation is not found again in ${r.scenario.name}`);
  return { built, path: violation.path, witness: violation.witness, minimal: 'shrunk' };
}
