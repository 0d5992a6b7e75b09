import type { Expected, Recorded } from '../properties/litmus/expectations.js';
import { lengthOf, type Result } from './result.js';

/** Puts results in the form in which expected verdicts are kept: what is not named holds. Throws RangeError for an inconclusive one. */
export function recordOf(results: readonly Result[]): Expected {
  const record: Record<string, Record<string, Recorded>> = {};
  const rows = new Map<string, Result[]>();
  for (const r of results) {
    const key = JSON.stringify([r.scenario, r.design]);
    rows.set(key, [...(rows.get(key) ?? []), r]);
  }
  for (const group of rows.values()) {
    const { scenario, design } = group[0]!;
    (record[scenario] ??= {})[design] = cellOf(group);
  }
  return record;
}

function cellOf(rows: readonly Result[]): Recorded {
  const open = rows.find((r) => r.verdict === 'inconclusive');
  if (open)
    throw new RangeError(`${open.property} in ${open.scenario} under ${open.design}: ${open.limit ?? ''}`);
  const violated = rows.filter((r) => r.trace).map((r) => `${r.property}:${lengthOf(r.trace!)}`);
  const vacuous = rows.filter((r) => r.verdict === 'vacuous').map((r) => r.property);
  const { states, transitions } = rows[0]!;
  return {
    states,
    transitions,
    ...(violated.length > 0 ? { violated: violated.join(' ') } : {}),
    ...(vacuous.length > 0 ? { vacuous: vacuous.join(' ') } : {}),
  };
}
