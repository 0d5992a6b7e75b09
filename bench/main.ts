import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import writeFileAtomic from 'write-file-atomic';
import { arm } from './arm.js';
import { chart } from './chart.js';
import { counts } from './counts.js';
import { memory } from './memory.js';
import { reductions } from './reductions.js';
import { asMarkdown, asText, type Part } from './report.js';
import { resume } from './resume.js';
import { rivals } from './rivals.js';
import { sampling } from './sampling.js';
import type { Scale } from './scale.js';
import { workers } from './workers.js';
import { x86 } from './x86.js';

const PARTS: Readonly<Record<string, (scale: Scale) => Part | Promise<Part>>> = {
  counts,
  spin: rivals,
  workers,
  memory,
  x86,
  arm,
  sampling,
  reductions,
  resume,
};

const DOCS = join(import.meta.dirname, '../../docs');

interface Options {
  readonly only?: readonly string[];
  readonly quick?: boolean;
  readonly rounds?: number;
}

const HELP = `
Examples:
  npm run bench                            everything, and writes docs/bench.md and docs/bench.svg: half an hour
  npm run bench -- --quick                 everything at small sizes, writes nothing: a minute or two
  npm run bench -- --only spin --rounds 3

Peers: apt-get install spin rumur gcc libc6-dev; npm install --no-save @informalsystems/quint antlr4ts@0.5.0-alpha.4.
One that is missing is named; what it is needed for is then not measured, and never counts as met.
Exit code: 0, or 1 if a bar was measured and not met, or a count is wrong.`;

function rounds(text: string): number {
  if (!/^[1-9]\d?$/.test(text)) throw new InvalidArgumentError('It must be a number from 1 to 99.');
  return Number(text);
}

await new Command('bench')
  .description('measures the search and the sampling against peers and against naive versions of themselves')
  .addOption(new Option('--only <part...>', 'only these parts').choices(Object.keys(PARTS)))
  .option('--quick', 'small sizes, few rounds')
  .option('--rounds <n>', 'rounds of interleaved runs (default: 5, quick: 1)', rounds)
  .addHelpText('after', HELP)
  .action(bench)
  .parseAsync();

async function bench({ only, quick = false, rounds: wanted }: Options): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'pirqcheck-bench-'));
  const scale: Scale = { quick, rounds: wanted ?? (quick ? 1 : 5), folder };
  const machine = `${cpus()[0]?.model ?? 'unknown'}, ${cpus().length} cores, Node ${process.version}, load ${loadavg()[0]!.toFixed(1)} at the start`;
  console.log(`${machine}\n`);
  const parts: Part[] = [];
  try {
    for (const name of only ?? Object.keys(PARTS)) {
      const part = await PARTS[name]!(scale);
      console.log(asText(part));
      parts.push(part);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
  if (parts.some((p) => p.gates.some((g) => g.met === false))) process.exitCode = 1;
  if (quick || only) return;
  mkdirSync(DOCS, { recursive: true });
  await writeFileAtomic(join(DOCS, 'bench.svg'), chart(parts.flatMap((p) => p.bars ?? [])));
  await writeFileAtomic(join(DOCS, 'bench.md'), page(machine, parts));
}

/** What `npm run bench` found, as a page. */
function page(machine: string, parts: readonly Part[]): string {
  return [
    '# Benchmarks',
    '',
    'Written by `npm run bench`; do not edit. M(n,P) is a model small enough to be written for every model checker:',
    'n devices, one guest with P pirqs, ten rules a device (`bench/m/model.ts`, `bench/peers/`). Times depend on the machine',
    'and on what else it does; ratios are medians of interleaved runs.',
    '',
    machine,
    '',
    '![states a second](bench.svg)',
    '',
    ...parts.map(asMarkdown),
  ].join('\n');
}
