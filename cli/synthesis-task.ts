import { Knowledge } from '../checker/synthesis/knowledge.js';
import { Space } from '../checker/synthesis/space.js';
import type { SynthesisReport } from '../reports/synthesis-report.js';
import { litmusCase, scenarioNamed } from './cases.js';
import { propertyNamed } from './cell-task.js';
import { designNamed } from './subjects.js';
import type { SynthesisProof } from './synthesis-proof.js';

/** What is asked of all combinations around a design, as plain data. */
export interface SynthesisProblem {
  /** Id of the design the combinations are changes of. */
  readonly base: string;
  readonly questions: readonly { readonly scenario: string; readonly property: string }[];
  /** Most choices that may differ from the base. */
  readonly mostChanges?: number | undefined;
}

/** What is known by now; `proof` once there is one. */
export interface SynthesisResult {
  readonly report: SynthesisReport;
  readonly proof: SynthesisProof | null;
}

/** What the worker tells. */
export type SynthesisMessage =
  | { readonly kind: 'progress'; readonly text: string }
  | { readonly kind: 'known'; readonly result: SynthesisResult };

/** Knows nothing yet of the questions. Throws InputError for names that are not there. */
export function knowledgeOf({ base, questions }: Pick<SynthesisProblem, 'base' | 'questions'>): Knowledge {
  const { subject, design } = designNamed(base);
  const asked = questions.map(({ scenario, property }) => {
    const litmus = scenarioNamed(scenario);
    return { one: litmusCase(litmus), needs: litmus.needs, property: propertyNamed(subject, property) };
  });
  return new Knowledge(subject, new Space(subject, design), asked);
}
