import { isAsked, type Cell, type Row } from '../checker/cell.js';
import { observationOf, type Outcomes } from '../checker/outcomes.js';
import { isViolated, type Clash } from './lettering.js';

/** Designs of a row for which the runs of the scenario end alike. */
export interface Observation {
  /** What herd would print, and where it would print nothing: why there is nothing to observe. */
  readonly observed: 'always' | 'sometimes' | 'never' | 'vacuous' | 'inconclusive' | 'n/a';
  readonly outcomes: Outcomes | null;
  /** Of a violated group: its clash. */
  readonly clash: Clash | null;
  /** Of a group that is not asked, is vacuous, or hit a limit: the reason. */
  readonly reason: string;
  readonly designs: readonly string[];
}

const ORDER: readonly Observation['observed'][] = [
  'always',
  'sometimes',
  'inconclusive',
  'never',
  'vacuous',
  'n/a',
];

/** The litmus lines of a row, what was seen first. `designs` are those of the columns. */
export function observationsOf(
  row: Row,
  clashes: readonly Clash[],
  designs: readonly { readonly id: string }[],
): Observation[] {
  const groups = new Map<string, Observation>();
  row.cells.forEach((cell, i) => {
    const one = observationOfCell(cell, clashes);
    const key = [
      one.observed,
      one.outcomes?.seen,
      one.outcomes?.unseen,
      one.clash?.letter,
      one.reason,
    ].join();
    const known = groups.get(key)?.designs ?? [];
    groups.set(key, { ...one, designs: [...known, designs[i]!.id] });
  });
  return [...groups.values()].sort((a, b) => ORDER.indexOf(a.observed) - ORDER.indexOf(b.observed));
}

function observationOfCell(cell: Row['cells'][number], clashes: readonly Clash[]): Observation {
  const none = { outcomes: null, clash: null, reason: '', designs: [] };
  if (!isAsked(cell)) return { ...none, observed: 'n/a', reason: cell.reason };
  const { outcomes, result } = cell;
  if (isViolated(cell)) {
    const clash = clashes.find((c) => c.witness === cell.result.trace.witness)!;
    // A violation found before the limit was hit is one, but of the outcomes nothing is known.
    const observed = outcomes ? observationOf(outcomes) : 'sometimes';
    return { ...none, observed, outcomes, clash, reason: result.limit ?? '' };
  }
  if (result.verdict === 'vacuous') return { ...none, observed: 'vacuous', reason: cell.why ?? '' };
  if (result.verdict === 'inconclusive' || !outcomes)
    return { ...none, observed: 'inconclusive', reason: result.limit ?? 'its outcomes were not counted' };
  return { ...none, observed: observationOf(outcomes), outcomes };
}

/** `3/5`: outcomes with the violation, and all of them; nothing where they were not counted. */
export const countsOf = ({ outcomes }: Pick<Cell, 'outcomes'>): string =>
  outcomes ? `${outcomes.seen}/${outcomes.seen + outcomes.unseen}` : '';
