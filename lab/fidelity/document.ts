import { unlogged } from '../../checker/validate/unlogged.js';
import type { Count } from '../../checker/validate/tally.js';
import { findings } from '../findings.js';
import { corrections, unobservable, unseen } from './notes.js';
import type { Summary } from './summary.js';

/** The fields people ask about, and what a recording calls them. */
export const headings: readonly (readonly [field: string, names: readonly string[]])[] = [
  ['Linux irq', ['linux irq', 'irq', 'descriptor allocated', 'descriptor freed']],
  ['GSI', ['gsi', 'index']],
  ['trigger', ['trigger', 'pin trigger']],
  ['polarity', ['polarity', 'pin polarity']],
  ['mask', ['mask']],
  ['Xen irq type', ['xen irq type', 'IRQ_DISABLED']],
  ['owner domain', ['owner domain']],
  ['pirq', ['pirq', 'pirq given']],
  ['bound domains', ['bound domains']],
  ["guest GSI (dom0's)", ['guest gsi']],
  ['irq rights', ['irq right', 'access']],
  ['errno of a failing call', ['errno of a failing call']],
  ['delivered or not', ['delivered']],
];

/** docs/fidelity.md: how far the model has been compared with real machines. */
export function fidelityDocument(own: Summary, first: Summary): string {
  const both = [own, first];
  const total = (s: Summary): number => Object.values(s.fields).reduce((n, c) => n + c.compared, 0);
  const named = new Set(headings.flatMap(([, names]) => names));
  const others = [...new Set(both.flatMap((s) => Object.keys(s.fields)))].filter((f) => !named.has(f)).sort();
  const rows = [...headings, ...others.map((f) => [f, [f]] as const)];
  const kinds = [...new Set(both.flatMap((s) => Object.keys(s.controls)))];
  const reasons = [...new Set(both.flatMap((s) => Object.keys(s.notCompared)))].sort();
  return `# Fidelity: the model against real machines

\`npm run fidelity\` writes this page; a test checks that it is current. Do not edit it.

Two sets of recordings of real Xen with a Linux dom0 are compared with the model (\`pirqcheck validate\`):

| | runs | operations | traced lines | comparisons | no run of the model shows |
|---|---:|---:|---:|---:|---:|
${both
  .map(
    (s, i) =>
      `| ${i === 0 ? "the repository's (`lab/recordings`)" : 'the first runs (not in the repository)'} | ${s.recordings} | ${s.operations} | ${s.lines} | ${total(s)} | ${s.disagree.length} |`,
  )
  .join('\n')}

Designs, with the number of runs: ${designs(both)}.

A run agrees if the model has a run that shows the same: each traced call in its place with its arguments and its result,
each command's success, and the state after each operation. What a line does not say is not compared.

## How often each field was compared, and how often it agreed

| field | repository: compared | agreed | first runs: compared | agreed |
|---|---:|---:|---:|---:|
${rows.map(([field, names]) => `| ${field} | ${both.map((s) => cells(s, names)).join(' | ')} |`).join('\n')}

## Negative controls

Recordings that agree are changed, one thing at a time, and validated again. All must be rejected but those in which the change
says nothing new (two equal lines swapped, or two of commands that ran at once and may come in either order, or a number taken
from a line that says the same otherwise).

| change | repository: made | rejected | nothing new | first runs: made | rejected | nothing new |
|---|---:|---:|---:|---:|---:|---:|
${kinds.map((k) => `| ${k} | ${both.map((s) => control(s, k)).join(' | ')} |`).join('\n')}

Accepted though they should not be: ${both.flatMap((s) => s.survivors).length}.

## What the lab found

Each is found by search in the scenario named, and followed by a recorded run (\`test/lab/findings.test.ts\`).

| finding | property | design | scenario |
|---|---|---|---|
${findings.map((f) => `| ${f.claim} | ${f.property} | ${f.design} | ${f.scenario} |`).join('\n')}

## What the lab corrected

| the model had | it has now | seen in | where |
|---|---|---|---|
${corrections.map((c) => `| ${c.was} | ${c.is} | ${c.seenIn} | \`${c.file}\` |`).join('\n')}

## What no run shows yet

Every other cell of the released designs that is violated rests on a run of real Xen or on a step-by-step reading of the sources; the
matrix says which, cell by cell. These are the open defects that were not seen:

${unseen.map(([what, why]) => `- **${what}**: ${why}.`).join('\n')}

## What cannot be observed

${unobservable.map(([what, why]) => `- **${what}**: ${why}.`).join('\n')}

Lines that were not compared, by reason:

| reason | repository | first runs |
|---|---:|---:|
${reasons.map((r) => `| ${r} | ${both.map((s) => s.notCompared[r] ?? 0).join(' | ')} |`).join('\n')}

Steps of the model that no source tells of; a run takes them where it needs them:

${steps()}
`;
}

function cells(s: Summary, names: readonly string[]): string {
  const sum = names.reduce<Count>(
    (n, f) => ({
      compared: n.compared + (s.fields[f]?.compared ?? 0),
      agreed: n.agreed + (s.fields[f]?.agreed ?? 0),
    }),
    { compared: 0, agreed: 0 },
  );
  return `${sum.compared} | ${sum.agreed}`;
}

const control = (s: Summary, kind: string): string => {
  const { made = 0, rejected = 0, equivalent = 0 } = s.controls[kind] ?? {};
  return `${made} | ${rejected} | ${equivalent}`;
};

function designs(all: readonly Summary[]): string {
  const sums = new Map<string, number>();
  for (const s of all) for (const [d, n] of Object.entries(s.designs)) sums.set(d, (sums.get(d) ?? 0) + n);
  return [...sums]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([d, n]) => `${d} (${n})`)
    .join(', ');
}

/** The steps by reason. */
function steps(): string {
  const byReason = new Map<string, string[]>();
  for (const [fn, why] of Object.entries(unlogged))
    byReason.set(why, [...(byReason.get(why) ?? []), `\`${fn}\``]);
  return [...byReason].map(([why, fns]) => `- ${why}: ${fns.join(', ')}`).join('\n');
}
