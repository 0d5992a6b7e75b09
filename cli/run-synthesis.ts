import { orderOf } from '../checker/synthesis/context.js';
import type { Solutions } from '../checker/synthesis/solve.js';
import type { Combination, Space } from '../checker/synthesis/space.js';
import { synthesise, type Synthesis } from '../checker/synthesis/synthesise.js';
import { Pool } from './pool.js';
import { progressLine } from './progress.js';
import {
  contextOfProblem,
  type SynthesisAnswer,
  type SynthesisProblem,
  type SynthesisTask,
} from './synthesis-task.js';

/** Parts into which a search is cut, at least: enough that no processor waits long for another. */
const PARTS = 24;

/** Up to so many changes are tried one by one; beyond, all at once. */
const FEW = 10;

/** A synthesis with the space it looked through. */
export interface SynthesisRun {
  readonly space: Space;
  readonly synthesis: Synthesis;
  /** Systems that were searched; depends on the number of processors. */
  readonly probes: number;
}

/** Runs a synthesis on all processors, with progress on a terminal. */
export async function runSynthesis(problem: SynthesisProblem): Promise<SynthesisRun> {
  const context = contextOfProblem(problem);
  const { space } = context;
  const all = problem.questions.map((_, q) => q);
  const order = orderOf(context, all);
  const prefixes = prefixesOf(space, order);
  const pool = new Pool<SynthesisTask, SynthesisAnswer>(new URL('./synthesis-worker.js', import.meta.url));
  const line = progressLine(process.stderr);
  let probes = 0;
  let what = '';
  const ask = async (task: SynthesisTask): Promise<SynthesisAnswer> => {
    const answer = await pool.ask(task);
    probes += answer.probes;
    return answer;
  };
  const within = async (questions: readonly number[], mostChanges: number): Promise<Solutions> => {
    let done = 0;
    const parts = await pool.each(prefixes, async (prefix) => {
      const { solutions } = await ask({ kind: 'solve', problem, questions, order, prefix, mostChanges });
      const part = `part ${++done} of ${prefixes.length}, at most ${mostChanges} changes`;
      line.show(`${what}: ${part}, ${probes} systems searched`);
      return solutions;
    });
    return fewest(parts);
  };
  /** With few changes first: what cannot be mended by so many is given up early. */
  const solve = async (questions: readonly number[]): Promise<Solutions> => {
    const every = space.dimensions.length;
    for (let most = 0; most < Math.min(every, FEW); most++) {
      const found = await within(questions, most);
      if (found.changes !== null) return found;
    }
    return within(questions, every);
  };
  const reds = async (combination: Combination): Promise<number[]> => [
    ...(await ask({ kind: 'reds', problem, combination })).reds,
  ];
  try {
    const origin = space.values.map(() => 0);
    const synthesis = await synthesise({ solve, reds, say: (text) => (what = text) }, all, origin);
    return { space, synthesis, probes };
  } finally {
    line.clear();
    await pool.close();
  }
}

/** Values of the first dimensions, cut into parts that together are all combinations. */
function prefixesOf({ values }: Space, order: readonly number[]): number[][] {
  let prefixes: number[][] = [[]];
  for (const d of order) {
    if (prefixes.length >= PARTS) break;
    prefixes = prefixes.flatMap((p) => values[d]!.map((_, v) => [...p, v]));
  }
  return prefixes;
}

/** The best of all parts, in their order. */
function fewest(parts: readonly Solutions[]): Solutions {
  const changes = parts.reduce<number | null>(
    (least, p) => (p.changes === null || (least !== null && least <= p.changes) ? least : p.changes),
    null,
  );
  return { changes, combinations: parts.filter((p) => p.changes === changes).flatMap((p) => p.combinations) };
}
