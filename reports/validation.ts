import type { Validation } from '../checker/validate/validate.js';
import { compared, sumFields } from '../checker/validate/tally.js';
import type { Style } from './style.js';

/** What became of recordings, as lines. `details`: also what was not compared, and the steps nobody sees. */
export function validationReport(all: readonly Validation[], details: boolean, s: Style): string[] {
  const lines = all.flatMap((v) => [headline(v, s), ...(v.parting ? parting(v, s) : [])]);
  const fields = sumFields(all);
  const width = Math.max(5, ...[...fields.keys()].map((f) => f.length));
  lines.push('', s.bold(`${'field'.padEnd(width)}  compared    agreed`));
  for (const [field, c] of [...fields].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const row = `${field.padEnd(width)}  ${String(c.compared).padStart(8)}  ${String(c.agreed).padStart(8)}`;
    lines.push(c.agreed === c.compared ? row : s.red(row));
  }
  if (details) {
    lines.push('', s.bold('not compared'), ...counts(all.map((v) => v.notCompared)));
    lines.push('', s.bold('steps that no source tells of'), ...counts(all.map((v) => v.unlogged)));
  }
  const agree = all.filter((v) => v.verdict === 'agrees').length;
  const total = [...fields.values()].reduce((n, c) => n + c.compared, 0);
  lines.push('', `${agree} of ${all.length} recordings agree with the model; ${total} comparisons`);
  return lines;
}

function headline(v: Validation, s: Style): string {
  const verdict =
    v.verdict === 'agrees'
      ? s.green('agrees')
      : v.verdict === 'disagrees'
        ? s.red('disagrees')
        : s.yellow(`inconclusive: ${v.limit}`);
  const { operations: o, lines: l } = v;
  return `${v.name} (${v.design}) ${verdict}: ${o.matched} of ${o.of} operations, ${l.matched} of ${l.of} traced lines, ${compared(v.fields)} comparisons, ${v.steps} steps`;
}

function parting({ parting: p }: Validation, s: Style): string[] {
  if (p === null) return [];
  return [
    `  ${p.operation < 0 ? 'before the first operation' : `in operation ${p.operation + 1}: ${p.raw}`}`,
    ...(p.lastMatched === null ? [] : [`  after: ${p.lastMatched}`]),
    ...p.candidates.flatMap((c) => [`    ${c.step}`, `      ${s.red(c.difference)}`]),
  ];
}

/** Counts of several runs together, the most frequent first. */
function counts(all: readonly ReadonlyMap<string, number>[]): string[] {
  const sums = new Map<string, number>();
  for (const map of all) for (const [k, n] of map) sums.set(k, (sums.get(k) ?? 0) + n);
  return [...sums]
    .sort(([a, n], [b, k]) => k - n || (a < b ? -1 : 1))
    .map(([what, n]) => `${String(n).padStart(8)}  ${what}`);
}

/** The JSON report of validations, one line each. */
export function validationJson(all: readonly Validation[]): string {
  const lines = all.map(({ path: _path, fields, notCompared, unlogged, ...rest }) =>
    JSON.stringify({
      ...rest,
      fields: Object.fromEntries(fields),
      notCompared: Object.fromEntries(notCompared),
      unlogged: Object.fromEntries(unlogged),
    }),
  );
  return `{"version":1,"validations":[\n${lines.join(',\n')}\n]}\n`;
}
