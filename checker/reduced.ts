import type { Built, Move } from '../model/system.js';
import type { Property } from '../properties/property.js';
import { explore, type Exploration, type ExploreOptions, type Finding } from './explore.js';
import { ToldApart } from './symmetry/alike.js';
import { exchangesOf } from './symmetry/exchanges.js';
import { inWords, type Renaming } from './symmetry/permutation.js';
import { symmetryOf } from './symmetry/symmetry.js';

/** What a search may leave out. */
export interface Reductions {
  /** One of several states that differ by interchangeable devices, domains and threads only. */
  readonly symmetry: boolean;
  /** One of several orders of steps that nobody else can see. */
  readonly order: boolean;
}

/** A search that left something out. */
export interface Reduced extends Exploration {
  /** What was left out, and why what was not. */
  readonly notes: readonly string[];
  /** No violation is nearer than the run found, as far as could be made sure. */
  readonly shortest: (finding: Finding | 'deadlock') => boolean;
}

/** How a system is compiled; with `visible`, steps that nobody can see are taken together with the next. */
export type Build = (visible?: readonly string[]) => Built;

/**
 * Searches a system as `explore` does, with less work where the system allows it. Verdicts are those of the plain search;
 * counts are those of what was searched. A run that was found where orders were left out is replaced by a shortest one, if
 * the plain search that takes stays within the limits.
 */
export function exploreReduced(
  build: Build,
  properties: readonly Property[],
  { symmetry, order }: Reductions,
  options: ExploreOptions = {},
): Reduced {
  const visible = [...new Set(properties.flatMap((p) => p.reads))];
  const built = order ? build(visible) : build();
  const notes: string[] = [];
  const fused = built.system.programs.flatMap((p) => p.instructions.filter((i) => i.fused)).length;
  if (order) notes.push(`${fused} of the steps are taken together with the next`);
  const found = symmetry
    ? exploreAlike(built, properties, options, notes)
    : explore(built, properties, options);
  if (fused === 0) return { ...found, notes, shortest: () => true };
  return shortened(found, build(), built, options, notes);
}

/** Drops what turns out not to be interchangeable, until what is left is. */
function exploreAlike(
  built: Built,
  properties: readonly Property[],
  options: ExploreOptions,
  notes: string[],
): Exploration {
  const { exchanges, refused } = exchangesOf(built.system);
  notes.push(...refused.map((why) => `not interchangeable: ${why}`));
  let left: readonly Renaming[] = exchanges;
  while (left.length > 0) {
    try {
      const symmetry = symmetryOf(built.system, left);
      const found = explore(built, properties, { ...options, symmetry });
      notes.push(...left.map((r) => `interchangeable: ${inWords(r)}`));
      return found;
    } catch (e) {
      if (!(e instanceof ToldApart)) throw e;
      notes.push(`not interchangeable: ${e.message}`);
      const { renaming } = e.permutation;
      const guilty = left.filter((r) => inWords(r) === inWords(renaming));
      left = guilty.length > 0 ? left.filter((r) => !guilty.includes(r)) : left.slice(0, -1);
    }
  }
  if (exchanges.length + refused.length === 0) notes.push('nothing is interchangeable');
  return explore(built, properties, options);
}

/** Replaces runs of a system with steps taken together by shortest ones of the plain system. */
function shortened(
  found: Exploration,
  plain: Built,
  fused: Built,
  options: ExploreOptions,
  notes: readonly string[],
): Reduced {
  const violated = found.findings.filter((f) => f.verdict === 'violated');
  const atRest = violated.some((f) => f.property.kind === 'at-rest') || found.deadlock !== null;
  const again =
    violated.length + (found.deadlock ? 1 : 0) === 0
      ? null
      : explore(
          plain,
          violated.map((f) => f.property),
          { ...withoutCheckpoints(options), untilViolated: !atRest },
        );
  const shortest = new Set<Finding | 'deadlock'>();
  const findings = found.findings.map((f): Finding => {
    if (f.verdict !== 'violated') return f;
    const best = again!.findings.find((a) => a.property === f.property)!;
    const proven = best.verdict === 'violated';
    const finding = proven ? best : { ...f, path: unfolded(fused, f.path!) };
    if (proven) shortest.add(finding);
    return finding;
  });
  if (again?.deadlock) shortest.add('deadlock');
  const deadlock =
    found.deadlock && (again!.deadlock ?? { ...found.deadlock, path: unfolded(fused, found.deadlock.path) });
  return { ...found, findings, deadlock, notes, shortest: (f) => shortest.has(f) };
}

const withoutCheckpoints = ({ checkpoints: _checkpoints, ...options }: ExploreOptions): ExploreOptions =>
  options;

/** The moves of the plain system that one with steps taken together makes. */
function unfolded({ system }: Built, path: readonly Move[]): Move[] {
  const moves: Move[] = [];
  system.state.set(system.initial);
  for (const { thread, outcome } of path) {
    let first = true;
    system.fire(thread, outcome, {
      before: () => {
        moves.push({ thread, outcome: first ? outcome : 0 });
        first = false;
      },
      after: () => {},
    });
  }
  return moves;
}
