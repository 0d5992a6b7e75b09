import { explore } from '../checker/explore.js';
import type { Built } from '../model/system.js';
import type { Property } from '../properties/property.js';
import { naiveExplore } from './naive-explore.js';
import { interleaved } from './pairs.js';
import { count, perSecond, ratio, seconds } from './report.js';
import type { Scale } from './scale.js';

export const HEAD: readonly string[] = [
  'system',
  'states',
  'transitions',
  'time',
  'states/s',
  'memory',
  'naive / ours',
];

export const HOW =
  'all properties on; the naive search keeps objects in a Set of their JSON; medians of interleaved pairs';

/** A row of that table: our search of a system beside the naive one. Throws where the two count differently. */
export function againstNaive(
  name: string,
  built: Built,
  properties: readonly Property[],
  { rounds }: Scale,
): string[] {
  const mine = explore(built, properties);
  const naive = naiveExplore(built, properties);
  if (mine.limit !== undefined || mine.states !== naive.states || mine.transitions !== naive.transitions)
    throw new Error(
      `${name}: ${mine.states}/${mine.transitions} against ${naive.states}/${naive.transitions}`,
    );
  const t = interleaved(
    rounds,
    () => explore(built, properties),
    () => naiveExplore(built, properties),
  );
  return [
    name,
    count(mine.states),
    count(mine.transitions),
    seconds(t.a / 1000),
    perSecond((mine.states * 1000) / t.a),
    '-',
    ratio(t.ratio),
  ];
}
