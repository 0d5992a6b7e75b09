import type { Recording } from '../../checker/validate/recording.js';
import { sumFields, type Count } from '../../checker/validate/tally.js';
import { validate } from '../../checker/validate/validate.js';
import { runControls, type ControlCount } from '../controls/run-controls.js';

/** What a set of recordings says about the model. */
export interface Summary {
  readonly recordings: number;
  readonly operations: number;
  /** Lines of traces that a run of the model follows. */
  readonly lines: number;
  /** Names of recordings that no run of the model shows. */
  readonly disagree: readonly string[];
  /** How often each design was compared with a recording. */
  readonly designs: Readonly<Record<string, number>>;
  readonly fields: Readonly<Record<string, Count>>;
  readonly notCompared: Readonly<Record<string, number>>;
  readonly controls: Readonly<Record<string, ControlCount>>;
  /** Controls that were accepted and should not have been. */
  readonly survivors: readonly string[];
}

/** Validates recordings and as many changed ones of each kind. */
export function summaryOf(recordings: readonly Recording[], controlsEach: number): Summary {
  const all = recordings.map((r) => validate(r, r.name));
  const { kinds, survivors } = runControls(
    recordings.filter((_, i) => all[i]!.verdict === 'agrees'),
    controlsEach,
    'controls',
  );
  return {
    recordings: all.length,
    operations: all.reduce((n, v) => n + v.operations.matched, 0),
    lines: all.reduce((n, v) => n + v.lines.matched, 0),
    disagree: all.flatMap((v) => (v.verdict === 'agrees' ? [] : [v.name])),
    designs: sorted(count(recordings.map((r) => r.design))),
    fields: sorted(sumFields(all)),
    notCompared: sorted(sum(all.map((v) => v.notCompared))),
    controls: kinds,
    survivors: survivors.map((s) => `${s.of}: ${s.kind}: ${s.what}`),
  };
}

const sorted = <T>(map: ReadonlyMap<string, T>): Record<string, T> =>
  Object.fromEntries([...map].sort(([a], [b]) => (a < b ? -1 : 1)));

function count(names: readonly string[]): Map<string, number> {
  return sum(names.map((n) => new Map([[n, 1]])));
}

function sum(maps: readonly ReadonlyMap<string, number>[]): Map<string, number> {
  const sums = new Map<string, number>();
  for (const map of maps) for (const [k, n] of map) sums.set(k, (sums.get(k) ?? 0) + n);
  return sums;
}
