import { differences, type Difference } from './choices.js';
import { partingOf, type Parting } from './parting.js';
import type { Case } from './run-check.js';
import type { AnyDesign, Subject } from './subject.js';
import { decodeToken } from './token.js';

/** A design that keeps what another violates, with what it chooses otherwise and where it goes another way. */
export interface Sibling {
  readonly design: string;
  readonly differences: readonly Difference[];
  /** Null where the counterexample runs there too: what is judged is then not in its steps. */
  readonly parting: Parting | null;
}

/** Another kind of dom0 is another machine: everything goes another way from the first step on. */
const FAR = 1000;

/**
 * The other designs of a subject and those that nobody proposed and that choose otherwise in one dimension, the fewest other
 * choices first and known designs before others.
 */
export function byCloseness(subject: Subject, design: AnyDesign): AnyDesign[] {
  const distance = (other: AnyDesign): number =>
    differences(design, other, subject.dimensions).reduce((n, d) => n + (d.choice === 'dom0' ? FAR : 1), 0);
  const known = subject.designs.filter((other) => other.id !== design.id);
  return [...known, ...variantsOf(subject, design)]
    .map((other) => ({ other, distance: distance(other) }))
    .filter((o) => o.distance > 0)
    .sort((a, b) => a.distance - b.distance)
    .map(({ other }) => other);
}

/** The meaningful combinations that are a design but for one choice. */
function variantsOf(subject: Subject, design: AnyDesign): AnyDesign[] {
  const ids = (subject.dimensions ?? []).flatMap((dimension) =>
    dimension.values.map((value) => `${design.id}+${dimension.id}=${value.id}`),
  );
  return ids
    .flatMap((id) => subject.combination?.(id) ?? [])
    .filter((variant) => (subject.meaningless?.(variant) ?? null) === null);
}

/** Runs a counterexample, given by its token, under a design that keeps the property. */
export function siblingOf(
  subject: Subject,
  { topology, scenario }: Case,
  design: AnyDesign,
  token: string,
  sibling: AnyDesign,
): Sibling {
  const [here, there] = [design, sibling].map((d) => subject.build(topology, d, scenario));
  return {
    design: sibling.id,
    differences: differences(design, sibling, subject.dimensions),
    parting: partingOf(here!, decodeToken(token).path, there!),
  };
}
