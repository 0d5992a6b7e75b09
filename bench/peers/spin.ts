import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { commandLine, run } from '../process.js';
import { cost, installed, numberIn, sources, type Contender, type Counted, type Missing } from './peer.js';

/** How SPIN searches: depth or breadth first, and how its C is compiled. No reduction in either. */
export type SpinForm = 'DFS -O2' | 'DFS -O3' | 'BFS -O2' | 'BFS -O3';

export const spinMissing = (): Missing | null => {
  if (installed('spin', '-V') && installed('gcc', '--version')) return null;
  return { name: 'SPIN', howToGet: 'apt-get install spin gcc libc6-dev' };
};

/** More than any path of M is deep. */
const STACK = 1_000_000;

/**
 * Compiles M(n,P) with SPIN and gcc in `folder`. `slots` is the size of its hash table as a power of two: SPIN's does not grow,
 * so it is given one that fits.
 */
export async function spin(
  form: SpinForm,
  n: number,
  p: number,
  slots: number,
  folder: string,
): Promise<Contender> {
  const [search, level] = form.split(' ') as ['DFS' | 'BFS', string];
  const cwd = join(folder, `spin-${n}-${p}-${form.replace(' ', '')}`);
  mkdirSync(cwd, { recursive: true });
  const translate = [`-DN=${n}`, `-DP=${p}`, '-a', join(sources, 'm.pml')];
  // gcc warns of writes beyond arrays, not knowing that a process id is below N.
  const flags = [level, '-w', '-DSAFETY', '-DNOREDUCE', '-DMEMLIM=30000'];
  const compile = [...flags, ...(search === 'BFS' ? ['-DBFS'] : []), '-o', 'pan', 'pan.c'];
  const verify = [...(search === 'DFS' ? [`-m${STACK}`] : []), `-w${slots}`, '-n'];
  await run('spin', translate, { cwd });
  await run('gcc', compile, { cwd });
  return {
    name: `SPIN ${form}`,
    commands: [
      commandLine('spin', [...translate.slice(0, -1), 'm.pml']),
      commandLine('gcc', compile),
      commandLine('./pan', verify),
    ],
    search: async () => {
      const ended = await run(join(cwd, 'pan'), verify, { cwd });
      return { ...cost(ended), ...countsOf(ended.stdout, search) };
    },
  };
}

/** SPIN counts the initial state among its transitions. Its breadth-first depth counts levels from 0. */
function countsOf(text: string, search: 'DFS' | 'BFS'): Omit<Counted, 'seconds' | 'peakMiB'> {
  if (numberIn(text, /errors: (\d+)/) !== 0) throw new Error(`SPIN found an error:\n${text}`);
  return {
    states: numberIn(text, /^\s*([\d.e+]+) states, stored/m),
    transitions: numberIn(text, /^\s*([\d.e+]+) transitions/m) - 1,
    depth: search === 'BFS' ? numberIn(text, /depth reached (\d+)/) : null,
  };
}
