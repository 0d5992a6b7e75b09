import type { Combination, Space } from './space.js';
import type { Verdicts } from './verdicts.js';

/** The combinations with the fewest changes that turn all questions green; none if `changes` is null. */
export interface Solutions {
  readonly changes: number | null;
  readonly combinations: readonly Combination[];
}

/**
 * Looks through all combinations that begin with `prefix` (values of the dimensions in `order`) for those with the fewest
 * changes that turn all questions green. A part of a combination is given up as soon as a question that looks at no more than
 * this part is red, so that every combination is either tried or refuted by a search that holds for it.
 */
export function solve(
  { values }: Pick<Space, 'values'>,
  verdicts: Verdicts,
  questions: readonly number[],
  order: readonly number[],
  prefix: readonly number[],
  mostChanges: number,
): Solutions {
  let best = mostChanges;
  let found: Combination[] = [];
  /** The question that refuted something last is asked first. */
  const asked = [...questions];
  const combination = values.map(() => 0);

  /** The first question that is red whatever the dimensions beyond `assigned` are, or -1. `open` are not known to be green. */
  const refuted = (assigned: number, open: readonly number[]): { by: number; open: number[] } => {
    const left: number[] = [];
    for (const q of open) {
      const known = verdicts.recall(q, combination);
      const ready = known ? (known.mask & ~assigned) === 0 : (verdicts.widest(q) & ~assigned) === 0;
      if (!ready) {
        left.push(q);
        continue;
      }
      const verdict = known ?? verdicts.of(q, combination);
      if ((verdict.mask & ~assigned) !== 0) left.push(q);
      else if (!verdict.green) return { by: q, open: left };
    }
    return { by: -1, open: left };
  };

  /**
   * At least so many more changes are needed: each of these open questions is red if nothing more is changed, and no choice
   * beyond `assigned` is looked at by two of them.
   */
  const changesNeeded = (assigned: number, open: readonly number[], enough: number): number => {
    let taken = assigned;
    let needed = 0;
    for (const q of open) {
      if (needed > enough) break;
      const { mask, green } = verdicts.of(q, combination);
      if (green || (mask & taken & ~assigned) !== 0) continue;
      taken |= mask;
      needed++;
    }
    return needed;
  };

  const descend = (depth: number, assigned: number, changes: number, open: readonly number[]): void => {
    if (changes > best) return;
    const { by, open: left } = refuted(assigned, open);
    if (by >= 0) {
      asked.splice(asked.indexOf(by), 1);
      asked.unshift(by);
      return;
    }
    if (depth === order.length) {
      if (changes < best) found = [];
      best = changes;
      found.push([...combination]);
      return;
    }
    if (best < order.length && changes + changesNeeded(assigned, left, best - changes) > best) return;
    const d = order[depth]!;
    const choices = depth < prefix.length ? [prefix[depth]!] : values[d]!.map((_, v) => v);
    // The latest refuter first: neighbours often fail alike.
    const next = asked.filter((q) => left.includes(q));
    for (const value of choices) {
      combination[d] = value;
      descend(depth + 1, assigned | (1 << d), changes + (value === 0 ? 0 : 1), next);
    }
    combination[d] = 0;
  };

  descend(0, 0, 0, asked);
  return { changes: found.length > 0 ? best : null, combinations: found };
}
