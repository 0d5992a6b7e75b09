import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { commandLine, run } from '../process.js';
import { cost, installed, numberIn, sources, type Contender, type Missing } from './peer.js';

export const rumurMissing = (): Missing | null => {
  if (installed('rumur', '--version') && installed('gcc', '--version')) return null;
  return { name: 'rumur', howToGet: 'apt-get install rumur gcc libc6-dev' };
};

/** Compiles M(n,P) with rumur and gcc in `folder`. With `symmetry` its scalarset of devices is reduced. */
export async function rumur(
  n: number,
  p: number,
  { symmetry, threads }: { symmetry: boolean; threads: number },
  folder: string,
): Promise<Contender> {
  const cwd = join(folder, `rumur-${n}-${p}-${symmetry ? 'orbits' : 'states'}`);
  mkdirSync(cwd, { recursive: true });
  const model = readFileSync(join(sources, 'm.m'), 'utf8')
    .replace(/^ {2}N: \d+;$/m, `  N: ${n};`)
    .replace(/^ {2}P: \d+;$/m, `  P: ${p};`);
  writeFileSync(join(cwd, 'm.m'), model);
  const reduction = symmetry ? 'heuristic' : 'off';
  const how = `--symmetry-reduction ${reduction} --deadlock-detection off --threads ${threads}`;
  const translate = [...how.split(' '), '--output-format', 'machine-readable', '-o', 'm.c', 'm.m'];
  const compile = ['-w', '-std=c11', '-O3', '-march=native', '-mcx16', '-o', 'm', 'm.c', '-lpthread'];
  await run('rumur', translate, { cwd });
  await run('gcc', compile, { cwd });
  return {
    name: `rumur${symmetry ? ' with symmetry' : ''}`,
    commands: [commandLine('rumur', translate), commandLine('gcc', compile), './m'],
    search: async () => {
      const ended = await run(join(cwd, 'm'), [], { cwd });
      if (numberIn(ended.stdout, /<summary [^>]*errors="(\d+)"/) !== 0)
        throw new Error(`rumur found an error:\n${ended.stdout}`);
      return {
        ...cost(ended),
        states: numberIn(ended.stdout, /<summary states="(\d+)"/),
        transitions: numberIn(ended.stdout, /<summary [^>]*rules_fired="(\d+)"/),
        depth: null,
      };
    },
  };
}
