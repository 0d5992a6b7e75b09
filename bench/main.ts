import { loadavg, cpus } from 'node:os';
import { benchSampling } from './sampling.js';
import { benchSearch } from './search.js';

const PAIRS = 7;

console.log(
  `Node ${process.version}, ${cpus().length} cores, load ${loadavg()[0]!.toFixed(1)}; medians of ${PAIRS} interleaved pairs\n`,
);
console.log(benchSearch(PAIRS).join('\n'));
console.log();
console.log(benchSampling(PAIRS).join('\n'));
