/** A bar that the project has set itself, and whether this run clears it; null where it could not be measured. */
export interface Gate {
  readonly what: string;
  readonly measured: string;
  readonly met: boolean | null;
}

/** What one part of the benchmark found. */
export interface Part {
  readonly title: string;
  /** What was done, and how to repeat it. */
  readonly notes: readonly string[];
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly gates: readonly Gate[];
  /** For the chart: states a second of one core, by tool. */
  readonly bars?: readonly Bars[];
}

/** One group of bars in the chart. */
export interface Bars {
  readonly title: string;
  readonly unit: string;
  readonly values: readonly { readonly name: string; readonly value: number }[];
}

const gateText = ({ what, measured, met }: Gate): string =>
  `${met === null ? 'not measured' : met ? 'met' : 'NOT met'}: ${what} (${measured})`;

/** A part for a terminal. */
export function asText({ title, notes, head, rows, gates }: Part): string {
  const widths = head.map((_, c) => Math.max(...[head, ...rows].map((r) => r[c]!.length)));
  const line = (r: readonly string[]): string =>
    `  ${r.map((cell, c) => (c === 0 ? cell.padEnd(widths[c]!) : cell.padStart(widths[c]!))).join('  ')}`;
  return [
    title,
    ...notes.map((n) => `  ${n}`),
    ...(rows.length > 0 ? [line(head), ...rows.map(line)] : []),
    ...gates.map((g) => `  ${gateText(g)}`),
    '',
  ].join('\n');
}

/** A part for a page of Markdown. */
export function asMarkdown({ title, notes, head, rows, gates }: Part): string {
  const line = (r: readonly string[]): string => `| ${r.join(' | ')} |`;
  const rule = head.map((_, c) => (c === 0 ? '---' : '--:'));
  return [
    `## ${title}`,
    '',
    ...notes.map((n) => `- ${n}`),
    '',
    ...(rows.length > 0 ? [line(head), line(rule), ...rows.map(line), ''] : []),
    ...gates.map((g) => `- **${gateText(g).replace(': ', '**: ')}`),
    '',
  ].join('\n');
}

/** 12345678 -> 12 345 678. */
export const count = (n: number): string => String(n).replace(/\B(?=(\d{3})+$)/g, ' ');

export const seconds = (n: number): string => `${n.toFixed(n < 10 ? 2 : 1)} s`;

export const ratio = (n: number): string => `${n.toFixed(2)}x`;

export const mib = (n: number): string => (Number.isNaN(n) ? '?' : `${n.toFixed(0)} MiB`);

/** States or steps a second. */
export const perSecond = (n: number): string =>
  n >= 1e6 ? `${(n / 1e6).toFixed(2)}M/s` : n >= 1e4 ? `${(n / 1e3).toFixed(0)}k/s` : `${n.toFixed(0)}/s`;
