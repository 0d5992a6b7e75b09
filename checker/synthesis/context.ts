import { InputError } from '../../model/input-error.js';
import { ModelBound } from '../../model/model.js';
import type { Built } from '../../model/system.js';
import type { Litmus } from '../../properties/litmus/litmus.js';
import type { Property } from '../../properties/property.js';
import type { deadlock } from '../deadlock.js';
import { explore } from '../explore.js';
import type { Case } from '../run-check.js';
import type { AnyDesign, Subject } from '../subject.js';
import { Space, type Combination } from './space.js';
import { Verdicts, type Known } from './verdicts.js';
import { watched } from './watched.js';

/** A question of the catalogue. */
export interface Asked {
  readonly one: Case;
  readonly needs: Litmus['needs'];
  readonly property: Property | typeof deadlock;
}

/** The questions of a synthesis in the space of a design's combinations; the last one is whether a combination means anything. */
export interface SynthesisContext {
  readonly space: Space;
  readonly verdicts: Verdicts;
  /** Number of the question that is asked besides those given. */
  readonly isMeaningful: number;
}

/** Questions with the verdicts that are found of them, each once for all combinations that agree on the choices it looks at. */
export function contextOf(subject: Subject, base: AnyDesign, asked: readonly Asked[]): SynthesisContext {
  const space = new Space(subject, base);
  const isMeaningful = asked.length;
  const probe = (question: number, combination: Combination): Known => {
    const { record, seen } = watched(space.designOf(combination));
    const green =
      question === isMeaningful
        ? (subject.meaningless?.(record) ?? null) === null
        : isGreen(subject, asked[question]!, record);
    return { mask: space.maskOf(seen), green };
  };
  return { space, verdicts: new Verdicts(asked.length + 1, probe), isMeaningful };
}

/** Not violated, and not cut short: a question that does not concern the design is no reason against it. */
function isGreen(subject: Subject, { one, needs = [], property }: Asked, design: AnyDesign): boolean {
  if (needs.some((n) => valueAt(design, n.choice) !== n.is)) return true;
  let built: Built;
  try {
    built = subject.build(one.topology, design, one.scenario);
  } catch (e) {
    // The `given:` part reaches a bound of the model, or never ends: nothing is known, which is not green.
    if (e instanceof ModelBound || e instanceof InputError) return false;
    throw e;
  }
  const found = explore(built, 'on' in property ? [property] : []);
  if (found.limit !== undefined) return false;
  return 'on' in property ? found.findings[0]!.verdict !== 'violated' : found.deadlock === null;
}

/** A value by its place in a record. */
const valueAt = (record: object, place: string): unknown =>
  place
    .split('.')
    .reduce<unknown>(
      (at, key) => (typeof at === 'object' && at !== null ? Reflect.get(at, key) : undefined),
      record,
    );

/**
 * The order in which combinations are made: dimensions of questions that look at few come first, so that these questions
 * refute as much as they can.
 */
export function orderOf({ space, verdicts }: SynthesisContext, questions: readonly number[]): number[] {
  const origin = space.values.map(() => 0);
  const masks = questions.map((q) => verdicts.of(q, origin).mask);
  const order: number[] = [];
  let assigned = 0;
  const missing = (mask: number): number[] =>
    space.values.map((_, d) => d).filter((d) => mask & ~assigned & (1 << d));
  while (order.length < space.values.length) {
    const next = masks.map(missing).filter((m) => m.length > 0);
    const dimensions = next.length > 0 ? next.reduce((a, b) => (b.length < a.length ? b : a)) : missing(-1);
    for (const d of dimensions) {
      order.push(d);
      assigned |= 1 << d;
    }
  }
  return order;
}
