import { parentPort, workerData } from 'node:worker_threads';
import { proofOf } from '../checker/synthesis/proof.js';
import { changesOf } from '../checker/synthesis/solve.js';
import { synthesise, type Synthesis } from '../checker/synthesis/synthesise.js';
import type { AskedQuestion, CoreCell, SynthesisReport } from '../reports/synthesis-report.js';
import { scenarioNamed } from './cases.js';
import { commandFor } from '../reports/litmus-text.js';
import { writeProof, type SynthesisProof } from './synthesis-proof.js';
import {
  knowledgeOf,
  type SynthesisMessage,
  type SynthesisProblem,
  type SynthesisResult,
} from './synthesis-task.js';

const problem = workerData as SynthesisProblem;
const knowledge = knowledgeOf(problem);
const { space } = knowledge;
const all = problem.questions.map((_, q) => q);
// The rule means windows; a worker's port has no origin.
// oxlint-disable-next-line unicorn/require-post-message-target-origin
const tell = (m: SynthesisMessage): void => parentPort!.postMessage(m);

let proof: ReturnType<typeof proofOf> = null;
let written: SynthesisProof | null = null;

function named(q: number): AskedQuestion {
  const { one, property } = knowledge.questions[q]!;
  const question = scenarioNamed(one.scenario.name).question ?? property.question;
  return { scenario: one.scenario.name, property: { id: property.id, name: property.name }, question };
}

function resultOf(found: Synthesis): SynthesisResult {
  if (found.core.length > 0 && !proof) {
    proof = proofOf(knowledge, found.core, problem.mostChanges);
    written = proof && writeProof(knowledge, found.core, proof, problem.mostChanges);
  }
  const core = found.core.map((q, i): CoreCell => {
    const runs = proof?.refutations.filter((r) => r.question === q) ?? [];
    const first = runs.toSorted((a, b) => changesOf(a.at) - changesOf(b.at))[0];
    return {
      ...named(q),
      red: proof?.sizes.refuted[i] ?? 0,
      runs: runs.length,
      command: first ? commandFor(named(q), space.designOf(first.at).id) : null,
      without: space.designOf(found.without[i]!).id,
    };
  });
  const [best] = found.best;
  const report: SynthesisReport = {
    base: problem.base,
    questions: all.length,
    dimensions: space.dimensions,
    combinations: space.size,
    mostChanges: problem.mostChanges ?? null,
    sets: found.best.map((c) => ({ design: space.designOf(c).id, picks: space.picksOf(c) })),
    fewest: found.fewest,
    hopeless: found.hopeless.map(named),
    core,
    meaningless: proof?.sizes.nonsense ?? 0,
    red: found.red.map(named),
    vacuous: all.filter((q) => best && knowledge.approval(q, best) === 'vacuous').map(named),
    done: found.done,
  };
  return { report, proof: written };
}

const EVERY_MS = 100;
let last = 0;

synthesise(knowledge, all, {
  mostChanges: problem.mostChanges,
  say(text) {
    if (Date.now() - last < EVERY_MS) return;
    last = Date.now();
    tell({ kind: 'progress', text });
  },
  known: (found) => tell({ kind: 'known', result: resultOf(found) }),
});
