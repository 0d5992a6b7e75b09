import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { commandLine, run } from '../process.js';
import { numberIn, sources, type Missing } from './peer.js';

/** Never fetched by the benchmark itself: `npx --no-install` runs it only where somebody has installed it. */
const NPX = ['--no-install', 'quint'];

export const quintMissing = (): Missing | null => {
  const { status } = spawnSync('npx', [...NPX, '--version'], { stdio: 'ignore' });
  if (status === 0) return null;
  return {
    name: 'Quint',
    howToGet: 'npm install --no-save @informalsystems/quint antlr4ts@0.5.0-alpha.4',
  };
};

const STEPS = 30;

const argumentsFor = (runs: number): string[] => {
  const what = `run --main main --backend typescript --invariant inv --seed 1 --verbosity 2`;
  const size = `--max-steps ${STEPS} --max-samples ${runs}`;
  return [...NPX, ...`${what} ${size}`.split(' '), join(sources, 'm.qnt')];
};

/** Steps a second of Quint's simulator in its own TypeScript, by its own clock, on M(5,2). */
export async function quintSteps(runs: number): Promise<{ perSecond: number; command: string }> {
  const args = argumentsFor(runs);
  const { stdout } = await run('npx', args);
  if (!stdout.includes('[ok] No violation found')) throw new Error(`quint found a violation:\n${stdout}`);
  return {
    perSecond: (runs * STEPS * 1000) / numberIn(stdout, /found \((\d+)ms/),
    command: commandLine('npx', [...args.slice(0, -1), 'm.qnt']),
  };
}
