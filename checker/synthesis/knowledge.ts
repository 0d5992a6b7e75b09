import type { Move } from '../../model/system.js';
import type { AnyDesign, Subject } from '../subject.js';
import { isIn, type Cube } from './cube.js';
import { decide, violates, type Answer, type Decided, type Question } from './question.js';
import type { Combination, Space } from './space.js';
import { watched } from './watched.js';

/** Why no combination of a cube turns a question green: found under one of them, and true of all. */
export interface Refutation {
  readonly question: number;
  readonly cube: Cube;
  readonly at: Combination;
  /** The run that violates the question, or, where it could not be decided, why. */
  readonly because: { readonly path: readonly Move[] } | { readonly undecided: string };
}

/** Combinations for which a question is green, found under one of them. */
export interface Approval {
  readonly cube: Cube;
  readonly verdict: Exclude<Answer['verdict'], 'violated' | 'undecided'>;
}

/** Combinations that answer no question. */
export interface Nonsense {
  readonly cube: Cube;
  readonly at: Combination;
  readonly why: string;
}

/** What a solver needs of it. */
export type Known = Pick<
  Knowledge,
  'refutations' | 'nonsense' | 'meaningless' | 'refutation' | 'searches'
> & { readonly space: Pick<Space, 'values'> };

/** Runs that fitted last are tried first, so many of them. */
const RUNS_TRIED = 5;

/**
 * What is known of questions under the combinations of a space. Whatever is found out under one combination is true of a whole
 * cube of them, and is remembered for all.
 */
export class Knowledge {
  readonly refutations: readonly Refutation[][];
  readonly nonsense: Nonsense[] = [];
  /** Systems that were searched, and runs that were taken again. */
  searches = 0;
  replays = 0;
  private readonly approvals: readonly Approval[][];
  private readonly runs: readonly (readonly Move[])[][];

  constructor(
    readonly subject: Subject,
    readonly space: Space,
    readonly questions: readonly Question[],
  ) {
    this.refutations = questions.map(() => []);
    this.approvals = questions.map(() => []);
    this.runs = questions.map(() => []);
  }

  /** What makes a combination meaningless, or null. */
  meaningless(at: Combination): Nonsense | null {
    const known = this.nonsense.find((n) => isIn(n.cube, at));
    if (known) return known;
    const { record, seen } = watched(this.space.designOf(at));
    const why = this.subject.meaningless?.(record) ?? null;
    if (why === null) return null;
    const found = { cube: this.space.cubeOf(seen, at), at, why };
    this.nonsense.push(found);
    return found;
  }

  /** Is the question red under the combination, and why? */
  refutation(question: number, at: Combination): Refutation | null {
    const answer = this.recall(question, at) ?? this.find(question, at);
    return 'at' in answer ? answer : null;
  }

  /** The verdict of a question that is green under the combination; undefined if it is red. */
  approval(question: number, at: Combination): Approval['verdict'] | undefined {
    const answer = this.recall(question, at) ?? this.find(question, at);
    return 'at' in answer ? undefined : answer.verdict;
  }

  private recall(question: number, at: Combination): Refutation | Approval | undefined {
    const holdsFor = ({ cube }: { readonly cube: Cube }): boolean => isIn(cube, at);
    return this.refutations[question]!.findLast(holdsFor) ?? this.approvals[question]!.findLast(holdsFor);
  }

  private find(question: number, at: Combination): Refutation | Approval {
    const asked = this.questions[question]!;
    const design = this.space.designOf(at);
    const { answer, seen } = this.rerun(asked, design, this.runs[question]!) ?? this.search(asked, design);
    const cube = this.space.cubeOf(seen, at);
    if (answer.verdict === 'violated') {
      const runs = this.runs[question]!;
      if (runs.includes(answer.path)) runs.splice(runs.indexOf(answer.path), 1);
      runs.push(answer.path);
      return this.refuted({ question, cube, at, because: { path: answer.path } });
    }
    if (answer.verdict === 'undecided')
      return this.refuted({ question, cube, at, because: { undecided: answer.reason } });
    const approval = { cube, verdict: answer.verdict };
    this.approvals[question]!.push(approval);
    return approval;
  }

  private refuted(refutation: Refutation): Refutation {
    this.refutations[refutation.question]!.push(refutation);
    return refutation;
  }

  private search(asked: Question, design: AnyDesign): Decided {
    this.searches++;
    return decide(this.subject, asked, design);
  }

  /** Does a run that violated the question elsewhere do so here? */
  private rerun(asked: Question, design: AnyDesign, runs: readonly (readonly Move[])[]): Decided | undefined {
    for (const path of runs.slice(-RUNS_TRIED).toReversed()) {
      this.replays++;
      const seen = violates(this.subject, asked, design, path);
      if (seen) return { answer: { verdict: 'violated', path }, seen };
    }
    return undefined;
  }
}
