import type { Built } from '../../model/system.js';
import type { Answer, Check, Property } from '../../properties/property.js';
import { inWords, type Permutation } from './permutation.js';

/** What was thought to be interchangeable is not: the system tells it apart. */
export class ToldApart extends Error {
  constructor(
    readonly permutation: Permutation,
    /** Who tells it apart: a step or a property, by name. */
    readonly by: string,
  ) {
    super(`${by} tells apart ${inWords(permutation.renaming)}`);
    this.name = 'ToldApart';
  }
}

/**
 * Checks, state by state, that a system treats what is exchanged alike: from the image of a state the images of its moves are
 * possible, no others, they lead to the images of its successors, and every property answers the same. Checked for all
 * elements of a group in every representative this is what makes a search of the representatives one of all states.
 */
export class AlikeCheck {
  private readonly checks: readonly { readonly id: string; readonly check: Check }[];
  private readonly here: Uint8Array;
  private readonly there: Uint8Array;
  private readonly expected: Uint8Array;
  private readonly threads: Uint8Array;
  private readonly outcomes: Uint8Array;
  private readonly successors: Uint8Array[];

  constructor(
    private readonly built: Built,
    properties: readonly Property[],
    private readonly permutations: readonly Permutation[],
  ) {
    const { initial, moveThread } = built.system;
    this.checks = properties.map((p) => ({ id: p.id, check: p.on(built) }));
    this.here = initial.slice();
    this.there = initial.slice();
    this.expected = initial.slice();
    this.threads = new Uint8Array(moveThread.length);
    this.outcomes = new Uint8Array(moveThread.length);
    this.successors = Array.from({ length: moveThread.length }, () => initial.slice());
  }

  /** Checks the working state, which stays. Throws ToldApart. */
  state(): void {
    const { system } = this.built;
    const { here, there, threads, outcomes, successors } = this;
    here.set(system.state);
    const moves = system.moves();
    for (let i = 0; i < moves; i++) {
      threads[i] = system.moveThread[i]!;
      outcomes[i] = system.moveOutcome[i]!;
    }
    const answers = this.answersOf();
    const judged: Answer[][] = [];
    for (let i = 0; i < moves; i++) {
      system.state.set(here);
      judged.push(this.fire(threads[i]!, outcomes[i]!));
      successors[i]!.set(system.state);
    }
    for (const g of this.permutations) {
      g.apply(here, there);
      system.state.set(there);
      if (system.moves() !== moves) throw new ToldApart(g, this.enabledBy(here, there, g));
      this.sameAnswers(g, answers, this.answersOf());
      for (let i = 0; i < moves; i++) this.move(g, i, judged[i]!);
    }
    system.state.set(here);
  }

  private move(g: Permutation, i: number, judged: readonly Answer[]): void {
    const { system } = this.built;
    const { there, expected } = this;
    system.state.set(there);
    const thread = g.threads[this.threads[i]!]!;
    const outcome = this.outcomes[i]!;
    const fn = system.at(thread)?.step.fn ?? 'nothing';
    if (!this.isPossible(thread, outcome)) throw new ToldApart(g, `what ${fn} waits for`);
    this.sameAnswers(g, judged, this.fire(thread, outcome));
    g.apply(this.successors[i]!, expected);
    if (!system.state.every((byte, at) => byte === expected[at])) throw new ToldApart(g, fn);
  }

  private isPossible(thread: number, outcome: number): boolean {
    const { system } = this.built;
    const moves = system.moves();
    for (let i = 0; i < moves; i++)
      if (system.moveThread[i] === thread && system.moveOutcome[i] === outcome) return true;
    return false;
  }

  /** The first step that is possible in one of two states and not, under its new name, in the other. */
  private enabledBy(here: Uint8Array, there: Uint8Array, g: Permutation): string {
    const { system } = this.built;
    const enabledIn = (state: Uint8Array): Set<number> => {
      system.state.set(state);
      return new Set(system.moveThread.subarray(0, system.moves()));
    };
    const before = enabledIn(here);
    const now = enabledIn(there);
    const odd = system.programs.findIndex((_, t) => before.has(t) !== now.has(g.threads[t]!));
    return `what ${(odd < 0 ? undefined : system.at(g.threads[odd]!)?.step.fn) ?? 'a step'} waits for`;
  }

  /** What the properties say of the working state; steps are judged from here on. */
  private answersOf(): Answer[] {
    const busy = this.built.system.busy();
    return this.checks.map(({ check }) => {
      check.before?.();
      return check.state?.(busy) ?? 0;
    });
  }

  private fire(thread: number, outcome: number): Answer[] {
    const { system } = this.built;
    for (const { check } of this.checks) check.before?.();
    system.fire(thread, outcome);
    return this.checks.map(({ check }) => check.after?.(thread, system.last) ?? 0);
  }

  private sameAnswers(g: Permutation, before: readonly Answer[], now: readonly Answer[]): void {
    const odd = this.checks.findIndex((_, i) => before[i] !== now[i]);
    if (odd >= 0) throw new ToldApart(g, `property ${this.checks[odd]!.id}`);
  }
}
