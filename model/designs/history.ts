/**
 * What is told of a design, whatever machine it is about: a generation of released software, a proposal on the mailing list, a
 * mixed installation, or a combination nobody discussed.
 */
export interface DesignHistory {
  readonly id: string;
  /** One line for reports. */
  readonly title: string;
  readonly proposal: Proposal;
  /** What was said against it, in the order it was said. */
  readonly objections: readonly Objection[];
  /** What became of it, in one sentence. */
  readonly fate: string;
  /** The versions in which it stands; empty: in none. */
  readonly versions: readonly string[];
  /** Id of the design it departs from; null: it is where others start. */
  readonly base: string | null;
}

/** What was proposed, by whom, and where: a thread, a patch series, a commit. */
export interface Proposal {
  readonly what: string;
  readonly by: string;
  readonly where: string;
}

export interface Objection {
  readonly text: string;
  readonly by: string;
  readonly where: string;
  readonly judged: Judgement | NoJudgement;
}

/** A behavioural objection: the cell of the litmus matrix that decides it. */
export interface Judgement {
  readonly scenario: string;
  readonly property: string;
  /**
   * What makes a counterexample this objection and not another: each line stands for one step, in this order, and its words are
   * all in that step as reports write it, `PHYSDEVOP_map_pirq(dom1, index 112, pirq 112) -> -EINVAL`.
   */
  readonly steps: readonly string[];
  /** Where the model does not find what was said: a finding, with what it finds instead. The cell then holds. */
  readonly disagrees?: string;
}

/** An objection of interface taste, or about something that no state of the machine can show. */
export interface NoJudgement {
  readonly notAStateProperty: string;
}

/** Can a run of the model decide the objection? */
export const isJudged = (o: Objection): o is Objection & { readonly judged: Judgement } =>
  'scenario' in o.judged;
