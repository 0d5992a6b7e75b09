import { Command, CommanderError } from 'commander';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { InputError } from '../model/input-error.js';
import { citationsBelow } from './drift/citations.js';
import { driftOf, type Drift } from './drift/drift.js';
import { Tree } from './drift/tree.js';

const root = fileURLToPath(new URL('..', import.meta.url));

const HELP = `
Examples:
  npm run drift -- ../xen                                    what changed since the versions the model cites?
  npm run drift -- ../xen --at staging
  npm run drift -- ../xen --since stable-4.17 --at stable-4.20

TREE is a git repository of Xen, Linux or QEMU, a checkout or bare, with the tags or branches of the cited versions
(RELEASE-4.20.0 or stable-4.20, v6.12, v10.0.0). Only code counts: comments and white space do not.

Exit code: 0 nothing has changed, 1 something has or is not where the model says it is, 2 bad usage or input.`;

const ORDER: readonly Drift['state'][] = [
  'not found',
  'no file',
  'no such version',
  'gone',
  'added',
  'moved',
  'changed',
];

const program = new Command('drift')
  .description('list the functions the model cites whose source has changed since the cited version')
  .argument('<tree>', 'a git repository of Xen, Linux or QEMU')
  .option('--at <revision>', 'compare with this revision', 'HEAD')
  .option('--since <revision>', 'compare this revision instead of the cited versions')
  .addHelpText('after', HELP)
  .exitOverride()
  .configureOutput({ outputError: (text) => process.stderr.write(`drift: ${text.replace(/^error: /, '')}`) })
  .allowExcessArguments(false)
  .action((folder: string, { at, since }: { at: string; since?: string }) => {
    const tree = new Tree(folder, at);
    if (since !== undefined && !tree.has(since)) throw new InputError(folder, `has no revision "${since}"`);
    const all = driftOf(citationsBelow(join(root, 'model'), root), tree, since);
    const lines = ORDER.flatMap((state) => all.filter((d) => d.state === state).map(lineOf));
    const unchanged = all.filter((d) => d.state === 'unchanged').length;
    const changed = all.filter((d) => ['changed', 'moved', 'gone', 'added'].includes(d.state)).length;
    process.stdout.write(
      `${[...lines, `${tree.project} ${at}: ${all.length} citations, ${unchanged} unchanged, ${changed} changed, ${all.length - unchanged - changed} cannot be compared`].join('\n')}\n`,
    );
    process.exitCode = unchanged === all.length ? 0 : 1;
  });

const lineOf = (d: Drift): string =>
  `${d.state.padEnd(15)} ${d.name}  ${d.file || 'no file'} (${d.version})  ${d.place}${d.now === undefined ? '' : `  -> ${d.now}`}`;

try {
  await program.parseAsync();
} catch (e) {
  if (e instanceof CommanderError) process.exitCode = e.exitCode === 0 ? 0 : 2;
  else if (e instanceof InputError) {
    process.stderr.write(`drift: ${e.message}\n`);
    process.exitCode = 2;
  } else throw e;
}
