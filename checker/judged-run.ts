import type { Built } from '../model/system.js';
import type { Instruction, Involved, Move } from '../model/system.js';
import { NOT_APPLICABLE, VIOLATED, type Check, type Property } from '../properties/property.js';
import { quiets } from './affected.js';
import { Changes, WATCHED_AT_ONCE } from './changes.js';
import { firstPlaces } from './places.js';
import { ReadyThreads } from './ready.js';
import { movesTo, restFrom } from './rest.js';
import { GrowingWords } from './growing.js';

/** A run that ends where a property is violated. */
export interface Violation {
  readonly property: Property;
  /** From the initial state; the last move is the one that violates. */
  readonly path: readonly Move[];
  readonly witness: string;
}

interface Judge {
  readonly property: Property;
  readonly check: Check;
  applicable: boolean;
}

/** What is in flight, for properties that do not look at it. */
const NOT_ASKED: Involved = { devices: 0, domains: 0 };

/** As many properties as one `Changes` can watch: their judges by bit, and the bits of each kind. */
interface Panel {
  readonly judges: readonly Judge[];
  readonly changes: Changes;
  readonly stepwise: number;
  readonly quiescent: number;
  /** The stepwise ones that judge steps by what they are. */
  readonly events: number;
  /** Those, and the stepwise ones that nothing has concerned yet: they are asked of every step that they could notice. */
  curious: number;
  /** The quiescent ones that were asked last while something was in flight, so that it may have been exempt. */
  unsettled: number;
}

/**
 * One run of a system at a time, judged after every step. Nothing is allocated while a run goes on, so that random engines
 * spend their time in the rules; a violation is built when there is one.
 */
export class JudgedRun {
  /** Steps of all runs. */
  steps = 0;
  /** Steps of this run. */
  length = 0;
  violation: Violation | null = null;
  /** The initial state has been judged, and nothing was violated. */
  private initialIsFine = false;
  /** Who can move, for those who follow the run. */
  readonly ready: ReadyThreads;
  private readonly anyFused: boolean;
  /** Place of the first instruction of each program among those of all. */
  private readonly first: Int32Array;
  /** For each instruction: was it ever taken, in any run? */
  private readonly marks: Uint8Array;
  private readonly moves = new GrowingWords();
  private readonly judges: readonly Judge[];
  private readonly stateful: readonly Judge[];
  private readonly stepwise: readonly Judge[];
  private readonly resting: readonly Judge[];
  private readonly panels: readonly Panel[];
  private readonly initial: Uint32Array;

  constructor(
    readonly built: Built,
    properties: readonly Property[],
  ) {
    const { system } = built;
    this.ready = new ReadyThreads(system);
    this.judges = properties.map((property) => ({
      property,
      check: property.on(built),
      applicable: false,
    }));
    const ofKind = (...kinds: string[]): Judge[] =>
      this.judges.filter((j) => kinds.includes(j.property.kind));
    this.stateful = ofKind('always', 'quiescent');
    this.stepwise = ofKind('step');
    this.resting = ofKind('at-rest');
    const asked = [...this.stepwise, ...this.stateful];
    const panels = Math.max(1, Math.ceil(asked.length / WATCHED_AT_ONCE));
    this.panels = Array.from({ length: panels }, (_, i) => {
      const judges = asked.slice(i * WATCHED_AT_ONCE, (i + 1) * WATCHED_AT_ONCE);
      const changes = new Changes(
        system,
        judges.map((j) => j.property.reads),
        i === 0 ? this.ready.waits : [],
      );
      const bits = (are: (j: Judge) => boolean): number =>
        judges.reduce((all, j, bit) => (are(j) ? all | (1 << bit) : all), 0);
      const stepwise = bits(({ property }) => property.kind === 'step');
      return {
        judges,
        changes,
        stepwise,
        quiescent: bits(({ property }) => property.kind === 'quiescent'),
        events: stepwise & bits(({ check }) => check.before === undefined),
        curious: stepwise,
        unsettled: 0,
      };
    });
    this.anyFused = system.programs.some((p) => p.instructions.some((i) => i.fused));
    this.first = firstPlaces(system.programs);
    this.marks = new Uint8Array(system.programs.reduce((n, p) => n + p.instructions.length, 0));
    this.initial = new Uint32Array(system.initial.buffer.slice(0));
  }

  /** The properties that something ever concerned. */
  get applicable(): readonly Property[] {
    return this.judges.filter((j) => j.applicable).map((j) => j.property);
  }

  /** For each program and instruction: was it ever taken, in any run? */
  get taken(): readonly (readonly boolean[])[] {
    const { first, marks } = this;
    return this.built.system.programs.map((p, thread) =>
      p.instructions.map((i) => marks[first[thread]! + i.index] !== 0),
    );
  }

  /** Begins again in the initial state, which is judged. */
  start(): void {
    this.built.system.words.set(this.initial);
    this.ready.reset();
    this.length = 0;
    this.moves.length = 0;
    this.violation = null;
    for (const j of this.stepwise) j.check.before?.();
    for (const panel of this.panels) {
      panel.changes.start();
      panel.unsettled = 0;
    }
    if (this.initialIsFine) return;
    this.judgeState(this.stateful);
    this.initialIsFine = this.violation === null;
  }

  /** Fires a possible move, and judges the step and the state it leads to. */
  fire(thread: number, outcome: number): void {
    const { system } = this.built;
    const first = this.first[thread]!;
    if (this.anyFused) this.marks[first + system.at(thread)!.index] = 1;
    system.fire(thread, outcome);
    const { last } = system;
    const place = first + last.index;
    this.marks[place] = 1;
    this.record((thread << 8) | outcome);
    this.steps++;
    for (let i = 0; i < this.panels.length; i++) this.ask(this.panels[i]!, thread, place, last);
    this.ready.moved(place, this.panels[0]!.changes.waits);
  }

  /** Asks the properties whose answer the step may have changed; it changes no other's. */
  private ask(panel: Panel, thread: number, place: number, last: Instruction): void {
    let bits = panel.changes.by(place);
    if (panel.curious !== 0) bits |= panel.curious & panel.changes.possible(place);
    if (panel.unsettled !== 0 && quiets(last, this.built.system.at(thread))) bits |= panel.unsettled;
    if (bits === 0) return;
    let busy = NOT_ASKED;
    const quiescent = bits & panel.quiescent;
    if (quiescent !== 0) {
      busy = this.built.system.busy();
      if ((busy.devices | busy.domains) !== 0) panel.unsettled |= quiescent;
      else panel.unsettled &= ~quiescent;
    }
    for (; bits !== 0; bits &= bits - 1) {
      const bit = bits & -bits;
      const judge = panel.judges[31 - Math.clz32(bit)]!;
      const { check } = judge;
      if ((panel.stepwise & bit) === 0) {
        this.note(judge, check.state!(busy));
        continue;
      }
      this.note(judge, check.after!(thread, last));
      if (judge.applicable) panel.curious &= panel.events | ~bit;
      if (check.advance) check.advance();
      else check.before?.();
    }
  }

  /**
   * Judges the `at-rest` properties where `isAtRest` holds of the `n` possible moves: one is violated if it is in every
   * state of a set the hardware stays in for ever. Returns false if the hardware wakes somebody up: the run is then there,
   * and goes on.
   */
  settle(n: number): boolean {
    if (this.resting.length === 0) return true;
    if (n === 0) {
      this.judgeState(this.resting);
      return true;
    }
    const { system } = this.built;
    const rest = restFrom(system);
    if (rest.awake >= 0) {
      system.words.set(rest.states[0]!);
      for (const move of movesTo(rest, rest.awake)) this.repeat(move);
      return false;
    }
    for (const component of rest.components)
      for (const j of this.resting) {
        const violated = component.filter((at) => {
          system.words.set(rest.states[at]!);
          const answer = j.check.state!(system.busy());
          if (answer !== NOT_APPLICABLE) j.applicable = true;
          return answer === VIOLATED;
        });
        if (violated.length < component.length || this.violation !== null) continue;
        const first = Math.min(...component);
        system.words.set(rest.states[first]!);
        j.check.state!(system.busy());
        for (const move of movesTo(rest, first)) this.record(move);
        this.violation = { property: j.property, path: this.path(), witness: j.check.witness() };
      }
    return true;
  }

  /** Is only hardware left that may repeat for ever, or nothing at all, among the first `n` moves? */
  isAtRest(n: number): boolean {
    const { system } = this.built;
    for (let i = 0; i < n; i++) if (system.at(system.moveThread[i]!)!.step.recurring !== true) return false;
    return true;
  }

  /** The moves of this run so far. */
  path(): Move[] {
    return Array.from({ length: this.length }, (_, i) => {
      const move = this.moves.items[i]!;
      return { thread: move >> 8, outcome: move & 0xff };
    });
  }

  private repeat(move: number): void {
    this.fire(move >> 8, move & 0xff);
  }

  private record(move: number): void {
    this.moves.push(move);
    this.length++;
  }

  private judgeState(judges: readonly Judge[]): void {
    const busy = this.built.system.busy();
    for (let i = 0; i < judges.length; i++) {
      const answer = judges[i]!.check.state!(busy);
      if (answer !== NOT_APPLICABLE) this.note(judges[i]!, answer);
    }
  }

  private note(judge: Judge, answer: number): void {
    if (answer === NOT_APPLICABLE) return;
    judge.applicable = true;
    if (answer !== VIOLATED || this.violation !== null) return;
    this.violation = { property: judge.property, path: this.path(), witness: judge.check.witness() };
  }
}
