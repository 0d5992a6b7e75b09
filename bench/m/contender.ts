import { join } from 'node:path';
import { cost, type Contender, type Counted } from '../peers/peer.js';
import { run } from '../process.js';

const main = join(import.meta.dirname, 'process.js');

/** Our own search of M(n,P), in a process of its own as the peers' are: Node starts, the model is compiled, all counts. */
export const ours = (n: number, p: number): Contender => ({
  name: 'pirqcheck',
  commands: [`node dist/bench/m/process.js ${n} ${p}`],
  search: async (): Promise<Counted> => {
    const ended = await run(process.execPath, [main, String(n), String(p)]);
    return {
      ...cost(ended),
      ...(JSON.parse(ended.stdout) as Pick<Counted, 'states' | 'transitions' | 'depth'>),
    };
  },
});
