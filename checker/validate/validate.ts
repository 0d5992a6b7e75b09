import { ModelBound, type Model } from '../../model/model.js';
import type { Built, Instruction, Move } from '../../model/system.js';
import { bottomComponents } from '../components.js';
import { Edges } from '../edges.js';
import { compareEvent, compareSights, show } from './compare.js';
import { listen, unlogged, type Echo } from './echo.js';
import { sources, type Event, type Recording } from './recording.js';
import { buildFor, segmentsOf, threadName, type Segment, type Share } from './subject.js';
import { Tally, type Count } from './tally.js';

/** A step that could have come next, and the first thing in which it differs from what was seen. */
export interface Candidate {
  readonly step: string;
  readonly difference: string;
}

/** Where every run of the model parts from the recording. */
export interface Parting {
  /** Index of the operation; -1: before the first. */
  readonly operation: number;
  /** The operation as it was recorded. */
  readonly raw: string;
  /** The last line that the model could follow, if there is one in this operation. */
  readonly lastMatched: string | null;
  readonly candidates: readonly Candidate[];
}

/** Does the model have a run that shows what was seen? */
export interface Validation {
  readonly name: string;
  readonly design: string;
  readonly verdict: 'agrees' | 'disagrees' | 'inconclusive';
  /** For `inconclusive`: which limit was hit. */
  readonly limit?: string;
  /** What was compared along the run that was found, or as far as there was one. */
  readonly fields: ReadonlyMap<string, Count>;
  /** Observations without a counterpart in the model, and what the recording left out, with their number. */
  readonly notCompared: ReadonlyMap<string, number>;
  /** Steps of the run, and those among them that no source tells of, by name. */
  readonly steps: number;
  readonly unlogged: ReadonlyMap<string, number>;
  /** Operations and lines of traces that a run of the model follows, and how many there are. */
  readonly operations: { readonly matched: number; readonly of: number };
  readonly lines: { readonly matched: number; readonly of: number };
  /** States that were looked at. */
  readonly states: number;
  /** The run: moves from the initial state. */
  readonly path: readonly Move[];
  readonly parting: Parting | null;
}

export interface ValidateOptions {
  /** Gives up, inconclusive, beyond this many states. */
  readonly maxStates?: number;
}

/**
 * Searches for a run of the model that produces a recording, depth first and exhaustively: a search state is the model's
 * state, the operation, and a cursor in each source. Steps that consume a line are tried first, then those of the script that no
 * source tells of, then those of daemons; a timeout only where nothing else can happen. At the end of each operation
 * everything must be quiet, as it was when the machine was looked at.
 */
export function validate(r: Recording, place: string, options: ValidateOptions = {}): Validation {
  return new Search(r, buildFor(r, place), options).run();
}

interface Node {
  readonly words: Uint32Array;
  readonly segment: number;
  /** Cursor of each source. */
  readonly cursors: readonly number[];
}

/** A step that is possible: where it leads, and what can be heard of it. */
interface Branch {
  readonly node: Node;
  readonly move: Move;
  readonly rank: number;
}

const CONSUMES = 0;
const SCRIPT = 1;
const DAEMON = 2;
const RECURRING = 3;
const TIMEOUT = 4;

class Search {
  private readonly segments: readonly Segment[];
  /** The threads of the script. */
  private readonly threads: readonly number[];
  private readonly visited = new Set<string>();
  private readonly quiet = new Map<string, boolean>();
  private states = 0;
  /** How far the best run came: operation, lines in it, and whether only the look at the machine was left. */
  private best = [-1, -1, -1];
  private bestPath: Move[] = [];
  private candidates = new Map<string, Candidate>();

  constructor(
    private readonly recording: Recording,
    private readonly built: Built<Model>,
    private readonly options: ValidateOptions,
  ) {
    this.segments = segmentsOf(recording);
    this.threads = this.segments[0]!.shares.map((_, i) =>
      built.system.programs.findIndex((p) => p.thread === threadName(i)),
    );
  }

  run(): Validation {
    const { system, model } = this.built;
    const start = { words: new Uint32Array(system.initial.slice().buffer), segment: 0, cursors: noLines() };
    system.words.set(start.words);
    const atBoot = compareSights(model, this.recording.boot);
    if (atBoot !== null) this.part([-1, 0, 0], [], { step: 'boot', difference: atBoot });
    let path: Move[] | null = null;
    let limit: string | undefined;
    try {
      if (atBoot === null) path = this.depthFirst(start);
    } catch (e) {
      if (!(e instanceof ModelBound)) throw e;
      limit = e.message;
    }
    return this.result(path, limit);
  }

  /** The path to an accepted end, or null. */
  private depthFirst(start: Node): Move[] | null {
    const stack: { branches: Branch[]; next: number }[] = [];
    const path: Move[] = [];
    let node: Node | undefined = this.enter(start, path) ? undefined : start;
    if (node === undefined) return path;
    stack.push({ branches: this.branches(node, path), next: 0 });
    while (stack.length > 0) {
      const top = stack.at(-1)!;
      const branch = top.branches[top.next++];
      if (branch === undefined) {
        stack.pop();
        path.pop();
        continue;
      }
      path.push(branch.move);
      node = this.settle(branch.node, path);
      if (node === undefined) return path;
      const key = keyOf(node);
      if (this.visited.has(key)) {
        path.pop();
        continue;
      }
      this.visited.add(key);
      if (++this.states > (this.options.maxStates ?? 200_000))
        throw new ModelBound(`${this.states} states of a search for a run`);
      stack.push({ branches: this.branches(node, path), next: 0 });
    }
    return null;
  }

  /** Is the recording at its end already (it has no operation)? */
  private enter(node: Node, path: Move[]): boolean {
    return this.settle(node, path) === undefined;
  }

  /**
   * The node with as many operations behind it as end here: each has run, all lines are consumed, everything is quiet, and
   * the machine looks as recorded. Undefined where that was the last one.
   */
  private settle(node: Node, path: readonly Move[]): Node | undefined {
    let { segment, cursors } = node;
    const { system, model } = this.built;
    for (;;) {
      const now = this.segments[segment];
      if (now === undefined) return undefined;
      system.words.set(node.words);
      const { halted } = system;
      const { raw, lastWords } = this.recording.steps[segment]!;
      if (!halted && now.shares.some((s, i) => this.operationOf(this.threads[i]!) < s.upTo)) break;
      if (sources.some((_, s) => cursors[s]! < now.lines[s]!.length)) {
        this.unexpectedEnd(now, segment, cursors, path);
        break;
      }
      const at = [segment, cursors.reduce((a, b) => a + b, 0), 1];
      if (halted !== (lastWords !== undefined)) {
        const difference = `model expects Xen to ${halted ? 'die' : 'live'}, it ${halted ? 'lived' : 'died'}`;
        this.part(at, path, { step: `end of ${raw}`, difference });
        break;
      }
      if (halted) {
        segment++;
        cursors = noLines();
        continue;
      }
      if (!this.isQuiet(node.words)) break;
      system.words.set(node.words);
      const other = now.shares.findIndex(
        (s, i) => s.failed !== undefined && s.failed !== this.hasFailed(s, i),
      );
      if (other >= 0) {
        const failed = !now.shares[other]!.failed;
        const command = other === 0 ? 'the command' : `the command of thread ${other + 1}`;
        const difference = `model expects ${command} to ${failed ? 'fail' : 'succeed'}, it ${failed ? 'succeeded' : 'failed'}`;
        this.part(at, path, { step: `end of ${raw}`, difference });
        break;
      }
      const difference = compareSights(model, this.recording.steps[segment]!.after);
      if (difference !== null) {
        this.part(at, path, { step: `state after ${raw}`, difference });
        break;
      }
      segment++;
      cursors = noLines();
    }
    return { words: node.words, segment, cursors };
  }

  /** The operation that a thread stands before. */
  private operationOf(thread: number): number {
    return this.built.system.at(thread)?.operation ?? Infinity;
  }

  /** Has a command of a thread's share failed, or been killed, which leaves no result, in the working state? */
  private hasFailed({ judged }: Share, i: number): boolean {
    return judged.some((o) => this.built.system.result(this.threads[i]!, o) !== 0);
  }

  /** The steps that can come next and do not contradict what was seen, the most telling first. */
  private branches(node: Node, path: readonly Move[]): Branch[] {
    const { system } = this.built;
    const found: Branch[] = [];
    const moves = this.movesFrom(node);
    for (const { move, rank } of moves) {
      system.words.set(node.words);
      const heard = this.fire(move);
      const cursors = this.consume(node, heard, path);
      if (cursors === null) continue;
      found.push({
        node: { words: system.words.slice(), segment: node.segment, cursors },
        move,
        rank: heard.echoes.some((e) => this.isWatched(node.segment, e)) ? CONSUMES : rank,
      });
    }
    // A timeout only fires where nothing but hardware could have happened instead, consistent with the lines or not.
    return found.sort((a, b) => a.rank - b.rank);
  }

  /** The possible moves of daemons, and of the script within its operation; timeouts only where nothing else moves on. */
  private movesFrom(node: Node): { move: Move; rank: number }[] {
    const { system } = this.built;
    system.words.set(node.words);
    const n = system.moves();
    const { shares } = this.segments[node.segment]!;
    const found: { move: Move; rank: number }[] = [];
    for (let i = 0; i < n; i++) {
      const move = { thread: system.moveThread[i]!, outcome: system.moveOutcome[i]! };
      const { step, operation } = system.at(move.thread)!;
      const script = this.threads.indexOf(move.thread);
      if (script >= 0 && operation >= shares[script]!.upTo) continue;
      const timedOut = step.timeout !== undefined && move.outcome >= (step.outcomes ?? 1);
      const rank = timedOut ? TIMEOUT : step.recurring ? RECURRING : script >= 0 ? SCRIPT : DAEMON;
      found.push({ move, rank });
    }
    return found;
  }

  private isWatched(segment: number, e: Echo): boolean {
    return this.segments[segment]!.watched[sources.indexOf(e.source)]!.has(e.call);
  }

  /** Fires a move in the working state and listens. */
  private fire(move: Move): { step: string; echoes: readonly Echo[]; silent: boolean } {
    const { system, model } = this.built;
    let heard: ReturnType<typeof listen> = null;
    let step = '';
    let echoes: readonly Echo[] = [];
    system.fire(move.thread, move.outcome, {
      before: (_, i: Instruction) => {
        step = describe(i);
        heard = listen(model, i.step);
      },
      after: (_, _i, result) => {
        echoes = heard?.(result) ?? [];
      },
    });
    return { step, echoes, silent: heard === null };
  }

  /** The cursors after a step, or null if it contradicts a line. */
  private consume(
    node: Node,
    { step, echoes }: { step: string; echoes: readonly Echo[] },
    path: readonly Move[],
  ): readonly number[] | null {
    const cursors = [...node.cursors];
    const segment = this.segments[node.segment]!;
    for (const echo of echoes) {
      if (!this.isWatched(node.segment, echo)) continue;
      const s = sources.indexOf(echo.source);
      const event = segment.lines[s]![cursors[s]!];
      const difference =
        event === undefined
          ? `model expects ${show(echo)}, ${echo.source} has no more lines of this operation`
          : compareEvent(echo, event);
      if (difference !== null) {
        const matched = node.cursors.reduce((a, b) => a + b, 0);
        this.part([node.segment, matched, 0], path, { step, difference });
        return null;
      }
      cursors[s]!++;
    }
    return cursors;
  }

  /** The script is through, and there are lines left. */
  private unexpectedEnd(
    now: Segment,
    segment: number,
    cursors: readonly number[],
    path: readonly Move[],
  ): void {
    const matched = cursors.reduce((a, b) => a + b, 0);
    sources.forEach((source, s) => {
      const event = now.lines[s]![cursors[s]!];
      if (event)
        this.part([segment, matched, 0], path, {
          step: 'no step left in the operation',
          difference: `${source} has one more line: ${event.raw}`,
        });
    });
  }

  /** Notes where a run ends that came at least as far as any other. */
  private part(at: readonly number[], path: readonly Move[], candidate: Candidate): void {
    const ahead = at.map((v, i) => v - this.best[i]!).find((d) => d !== 0) ?? 0;
    if (ahead < 0) return;
    if (ahead > 0) {
      this.best = [...at];
      this.bestPath = [...path];
      this.candidates.clear();
    }
    this.candidates.set(`${candidate.step} ${candidate.difference}`, candidate);
  }

  /**
   * Has everything happened that can happen by itself? True in the states that daemons stay in for ever, whether they rest or
   * deliver an interrupt again and again that nobody serves.
   */
  private isQuiet(words: Uint32Array): boolean {
    const key = bytesOf(words);
    const known = this.quiet.get(key);
    if (known !== undefined) return known;
    const { system } = this.built;
    const states = [words];
    const edges = new Edges();
    const index = new Map([[key, 0]]);
    for (let at = 0; at < states.length; at++) {
      if (states.length > MOST_QUIET) throw new ModelBound(`${MOST_QUIET} states of hardware at rest`);
      edges.node(edges.count);
      system.words.set(states[at]!);
      const n = system.moves();
      for (const move of Array.from({ length: n }, (_, i) => ({
        thread: system.moveThread[i]!,
        outcome: system.moveOutcome[i]!,
      }))) {
        if (this.threads.includes(move.thread)) continue;
        system.words.set(states[at]!);
        system.fire(move.thread, move.outcome);
        const next = bytesOf(system.words);
        const to = index.get(next) ?? states.length;
        edges.edge(to);
        if (to < states.length) continue;
        index.set(next, to);
        states.push(system.words.slice());
      }
    }
    edges.node(edges.count);
    const quiet = bottomComponents(states.length, edges).some((c) => c.includes(0));
    this.quiet.set(key, quiet);
    return quiet;
  }

  private result(path: Move[] | null, limit: string | undefined): Validation {
    const { recording } = this;
    const tally = new Tally();
    const followed = path ?? this.bestPath;
    const { steps, silent, lines, lastMatched } = this.follow(followed, tally, path !== null);
    for (const [what, n] of Object.entries(recording.leftOut)) tally.notCompared.set(what, n);
    const [operation] = this.best as [number];
    const of = recording.steps.length;
    return {
      name: recording.name,
      design: recording.design,
      verdict: path !== null ? 'agrees' : limit === undefined ? 'disagrees' : 'inconclusive',
      ...(limit === undefined ? {} : { limit }),
      fields: tally.fields,
      notCompared: tally.notCompared,
      steps,
      unlogged: silent,
      operations: { matched: path !== null ? of : Math.max(0, operation), of },
      lines: { matched: lines, of: recording.steps.reduce((n, s) => n + s.events.length, 0) },
      states: this.states,
      path: followed,
      parting:
        path !== null || limit !== undefined
          ? null
          : {
              operation,
              raw: recording.steps[operation]?.raw ?? 'boot',
              lastMatched,
              candidates: [...this.candidates.values()],
            },
    };
  }

  /** Follows a run once more, and counts what was compared. */
  private follow(
    path: readonly Move[],
    tally: Tally,
    whole: boolean,
  ): { steps: number; silent: Map<string, number>; lines: number; lastMatched: string | null } {
    const { system, model } = this.built;
    const { boot, steps } = this.recording;
    const silent = new Map<string, number>();
    let lines = 0;
    let lastMatched: string | null = null;
    let node: Node = {
      words: new Uint32Array(system.initial.slice().buffer),
      segment: 0,
      cursors: noLines(),
    };
    system.words.set(node.words);
    compareSights(model, boot, tally);
    const goOn = (): void => {
      const settled = this.settle(node, path);
      const ended = settled?.segment ?? this.segments.length;
      for (let s = node.segment; s < ended; s++) {
        system.words.set(node.words);
        this.segments[s]!.shares.forEach((share, i) => {
          if (share.failed !== undefined)
            tally.compare('success of an operation', share.failed === this.hasFailed(share, i));
        });
        if (steps[s]!.lastWords) tally.compare('death of Xen', system.halted);
        compareSights(model, steps[s]!.after, tally);
        lastMatched = null;
      }
      if (settled) node = settled;
    };
    goOn();
    for (const move of path) {
      system.words.set(node.words);
      const fn = system.at(move.thread)!.step.fn;
      const heard = this.fire(move);
      const words = system.words.slice();
      if (fn in unlogged) silent.set(fn, (silent.get(fn) ?? 0) + 1);
      const cursors = [...node.cursors];
      for (const echo of heard.echoes) {
        if (!this.isWatched(node.segment, echo)) continue;
        const s = sources.indexOf(echo.source);
        const event: Event = this.segments[node.segment]!.lines[s]![cursors[s]!++]!;
        compareEvent(echo, event, tally);
        lastMatched = event.raw;
        lines++;
      }
      node = { words, segment: node.segment, cursors };
      goOn();
    }
    if (!whole) this.countParting(tally, node);
    return { steps: path.length, silent, lines, lastMatched };
  }

  /** The comparison at which the best run ended counts as one that did not agree. */
  private countParting(tally: Tally, node: Node): void {
    const [operation, , looking] = this.best as [number, number, number];
    const { system, model } = this.built;
    if (operation < 0 || looking === 0) {
      if (operation >= 0) tally.compare('call', false);
      return;
    }
    system.words.set(node.words);
    compareSights(model, this.recording.steps[operation]!.after, tally);
  }
}

const MOST_QUIET = 4096;

const noLines = (): number[] => sources.map(() => 0);
const bytesOf = (words: Uint32Array): string =>
  Buffer.from(words.buffer, words.byteOffset, words.byteLength).toString('latin1');
const keyOf = ({ words, segment, cursors }: Node): string =>
  `${segment} ${cursors.join(' ')} ${bytesOf(words)}`;

const describe = ({ step }: Instruction): string =>
  `${step.actor}: ${step.fn}(${typeof step.args === 'string' ? step.args : step.args()})`;
