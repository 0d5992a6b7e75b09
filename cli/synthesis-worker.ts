import { parentPort } from 'node:worker_threads';
import type { SynthesisContext } from '../checker/synthesis/context.js';
import { solve } from '../checker/synthesis/solve.js';
import type { Answered } from './pool.js';
import { contextOfProblem, type SynthesisAnswer, type SynthesisTask } from './synthesis-task.js';

/** The verdicts found so far, which serve every later task. */
let context: SynthesisContext | undefined;

function work(task: SynthesisTask): Answered<SynthesisAnswer> {
  context ??= contextOfProblem(task.problem);
  const { space, verdicts, isMeaningful } = context;
  const before = verdicts.probes;
  const none = { changes: null, combinations: [] };
  if (task.kind === 'reds') {
    const all = task.problem.questions.map((_, q) => q);
    const reds = all.filter((q) => !verdicts.of(q, task.combination).green);
    return { kind: 'answer', answer: { solutions: none, reds, probes: verdicts.probes - before } };
  }
  const { questions, order, prefix, mostChanges } = task;
  const solutions = solve(space, verdicts, [isMeaningful, ...questions], order, prefix, mostChanges);
  return { kind: 'answer', answer: { solutions, reds: [], probes: verdicts.probes - before } };
}

// The rule means windows; a worker's port has no origin.
// oxlint-disable-next-line unicorn/require-post-message-target-origin
parentPort!.on('message', (task: SynthesisTask) => parentPort!.postMessage(work(task)));
