import { contextOf, type SynthesisContext } from '../checker/synthesis/context.js';
import type { Solutions } from '../checker/synthesis/solve.js';
import type { Combination } from '../checker/synthesis/space.js';
import { litmusCase, scenarioNamed } from './cases.js';
import { propertyNamed } from './cell-task.js';
import { designNamed } from './subjects.js';

/** What is asked of all combinations around a design, as plain data. */
export interface SynthesisProblem {
  /** Id of the design the combinations are changes of. */
  readonly base: string;
  readonly questions: readonly { readonly scenario: string; readonly property: string }[];
}

/** A part of the work. */
export type SynthesisTask = { readonly problem: SynthesisProblem } & (
  | {
      readonly kind: 'solve';
      readonly questions: readonly number[];
      readonly order: readonly number[];
      readonly prefix: readonly number[];
      readonly mostChanges: number;
    }
  | { readonly kind: 'reds'; readonly combination: Combination }
);

export interface SynthesisAnswer {
  readonly solutions: Solutions;
  readonly reds: readonly number[];
  /** Systems that were searched for the answer. */
  readonly probes: number;
}

/** The questions ready to be asked. Throws InputError for names that are not there. */
export function contextOfProblem({ base, questions }: SynthesisProblem): SynthesisContext {
  const { subject, design } = designNamed(base);
  const asked = questions.map(({ scenario, property }) => {
    const litmus = scenarioNamed(scenario);
    return { one: litmusCase(litmus), needs: litmus.needs, property: propertyNamed(subject, property) };
  });
  return contextOf(subject, design, asked);
}
