import { join } from 'node:path';
import { cost, type Contender, type Counted } from '../peers/peer.js';
import { run } from '../process.js';

const main = join(import.meta.dirname, 'process.js');

/** Our own search of M(n,P), in a process of its own as the peers' are: Node starts, the model is compiled, all counts. */
export const ours = (n: number, p: number, how?: 'symmetry' | 'workers'): Contender => {
  const args = [String(n), String(p), ...(how ? [how] : [])];
  return {
    name: how ? `pirqcheck with ${how}` : 'pirqcheck',
    commands: [`node dist/bench/m/process.js ${args.join(' ')}`],
    search: async (): Promise<Counted> => {
      const ended = await run(process.execPath, [main, ...args]);
      return {
        ...cost(ended),
        ...(JSON.parse(ended.stdout) as Pick<Counted, 'states' | 'transitions' | 'depth'>),
      };
    },
  };
};
