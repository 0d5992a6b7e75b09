import { toReport } from '../checker/result.js';
import type { Compared, Comparison } from './comparison.js';

/** The comparison of two designs as JSON. */
export function compareJson(c: Comparison): string {
  const { from, to, differences, rest } = c;
  const name = ({ id, title }: Comparison['from']): object => ({ id, title });
  const parts = { fixes: c.fixes.map(record), breaks: c.breaks.map(record), shares: c.shares.map(record) };
  const body = { version: 1, from: name(from), to: name(to), differences, ...parts, rest };
  return `${JSON.stringify(body, null, 1)}\n`;
}

function record({ row, violation, sibling, under }: Compared & { readonly under?: string }): object {
  const { design, trace } = toReport([violation]).results[0]!;
  return {
    scenario: row.scenario,
    property: row.property.id,
    ...(under === undefined ? {} : { under }),
    design,
    trace,
    sibling,
  };
}
