import type { Model } from '../../model/model.js';
import type { Built, Instruction, Move } from '../../model/system.js';
import { compareEvent, compareSights, show } from './compare.js';
import type { Echo } from './echo.js';
import { listen } from './listen.js';
import { Partings } from './partings.js';
import { Quiet } from './quiet.js';
import { sources, type Recording } from './recording.js';
import { segmentsOf, threadName, type Segment, type Share } from './subject.js';

/** Where a run of the model stands beside a recording. */
export interface Node {
  readonly words: Uint32Array;
  readonly segment: number;
  /** Cursor of each source. */
  readonly cursors: readonly number[];
}

const noLines = (): number[] => sources.map(() => 0);

/** Runs the model beside a recording, move by move, and notes where they part. */
export class Playing {
  readonly segments: readonly Segment[];
  /** The threads of the script. */
  readonly threads: readonly number[];
  readonly partings = new Partings();
  private readonly quiet: Quiet;

  constructor(
    readonly recording: Recording,
    readonly built: Built<Model>,
    private readonly place: string,
  ) {
    this.segments = segmentsOf(recording);
    this.threads = this.segments[0]!.shares.map((_, i) =>
      built.system.programs.findIndex((p) => p.thread === threadName(i)),
    );
    this.quiet = new Quiet(built, this.threads);
  }

  /** Before the first operation; the working state is the model's first. */
  start(): Node {
    const { system } = this.built;
    const words = new Uint32Array(system.initial.slice().buffer);
    system.words.set(words);
    return { words, segment: 0, cursors: noLines() };
  }

  /**
   * The node with as many operations behind it as end here: each has run, all lines are consumed, everything is quiet, and
   * the machine looks as recorded. Undefined where that was the last one.
   */
  settle(node: Node, path: readonly Move[]): Node | undefined {
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
        this.partings.note(at, path, { step: `end of ${raw}`, difference });
        break;
      }
      if (halted) {
        segment++;
        cursors = noLines();
        continue;
      }
      if (!this.quiet.isIn(node.words)) break;
      system.words.set(node.words);
      const other = now.shares.findIndex(
        (s, i) => s.failed !== undefined && s.failed !== this.hasFailed(s, i),
      );
      if (other >= 0) {
        const failed = !now.shares[other]!.failed;
        const command = other === 0 ? 'the command' : `the command of thread ${other + 1}`;
        const difference = `model expects ${command} to ${failed ? 'fail' : 'succeed'}, it ${failed ? 'succeeded' : 'failed'}`;
        this.partings.note(at, path, { step: `end of ${raw}`, difference });
        break;
      }
      const difference = compareSights(model, this.recording.steps[segment]!.after);
      if (difference !== null) {
        this.partings.note(at, path, { step: `state after ${raw}`, difference });
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
  hasFailed({ judged }: Share, i: number): boolean {
    return judged.some((o) => this.built.system.result(this.threads[i]!, o) !== 0);
  }

  isWatched(segment: number, e: Echo): boolean {
    return this.segments[segment]!.watched[sources.indexOf(e.source)]!.has(e.call);
  }

  /** Fires a move in the working state and listens. Throws InputError for a step of which nobody says who hears it. */
  fire(move: Move): { step: string; echoes: readonly Echo[] } {
    const { system, model } = this.built;
    let heard: ReturnType<typeof listen> = null;
    let step = '';
    let echoes: readonly Echo[] = [];
    system.fire(move.thread, move.outcome, {
      before: (_, i: Instruction) => {
        step = describe(i);
        heard = listen(model, i.step, this.place);
      },
      after: (_, _i, result) => {
        echoes = heard?.(result) ?? [];
      },
    });
    return { step, echoes };
  }

  /** The cursors after a step, or null if it contradicts a line. */
  consume(
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
        this.partings.note([node.segment, matched, 0], path, { step, difference });
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
        this.partings.note([segment, matched, 0], path, {
          step: 'no step left in the operation',
          difference: `${source} has one more line: ${event.raw}`,
        });
    });
  }
}

const describe = ({ step }: Instruction): string =>
  `${step.actor}: ${step.fn}(${typeof step.args === 'string' ? step.args : step.args()})`;
