import { Command } from 'commander';
import { InputError } from '../model/input-error.js';
import { allProperties } from './built-in.js';
import { allDesigns, subjects } from './subjects.js';

const litmus = subjects.flatMap((s) => s.litmus);
const topologies = subjects.flatMap((s) => s.topologies);
const operations = subjects.flatMap((s) => s.operations);

interface Listing {
  /** For --json. */
  readonly items: readonly unknown[];
  /** For people: name, details. */
  readonly rows: readonly (readonly [name: string, what: string])[];
}

const listings: Readonly<Record<string, () => Listing>> = {
  designs: () => ({
    items: allDesigns,
    rows: allDesigns.map((d) => [d.id, `${d.title} (${d.proposal.where})`]),
  }),
  properties: () => {
    const items = allProperties.map(({ id, name, severity, question, cites }) => ({
      id,
      name,
      severity,
      question,
      cites,
    }));
    return { items, rows: items.map((p) => [`${p.id.padEnd(4)}${p.name}`, p.question]) };
  },
  scenarios: () => ({
    items: litmus,
    rows: litmus.map((l) => [l.name, l.question ?? scriptsOf(l.threads)]),
  }),
  topologies: () => ({
    items: topologies,
    rows: topologies.map((t) => [t.name, t.note ?? '']),
  }),
  operations: () => ({
    items: operations,
    rows: operations.map((v) => [[v.verb, ...v.parameters].join(' '), v.what]),
  }),
};

const scriptsOf = (threads: Readonly<Record<string, readonly string[]>>): string =>
  Object.values(threads)
    .map((lines) => lines.join('; '))
    .join(' | ');

const HELP = `
Examples:
  pirqcheck list designs
  pirqcheck list scenarios --json
  pirqcheck list operations`;

/** `pirqcheck list`: what there is to choose from. */
export const list = (): Command =>
  new Command('list')
    .description('what there is to choose from')
    .argument('<what>', Object.keys(listings).join(', '))
    .option('--json', 'print it as JSON')
    .addHelpText('after', HELP)
    .action((what: string, { json }: { json?: boolean }) => {
      const listing = Object.hasOwn(listings, what) ? listings[what] : undefined;
      if (!listing)
        throw new InputError(
          'list',
          `there are no "${what}" to list, but ${Object.keys(listings).join(', ')}`,
        );
      const { items, rows } = listing();
      const width = Math.max(...rows.map(([name]) => name.length));
      const text = rows.map(([name, details]) => `${name.padEnd(width)}  ${details}`.trimEnd()).join('\n');
      process.stdout.write(`${json ? JSON.stringify(items, null, 2) : text}\n`);
    });
