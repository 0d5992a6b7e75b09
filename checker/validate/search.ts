import { ModelBound } from '../../model/model.js';
import type { Move } from '../../model/system.js';
import type { Node, Playing } from './playing.js';
import { bytesOf } from './quiet.js';

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

const keyOf = ({ words, segment, cursors }: Node): string =>
  `${segment} ${cursors.join(' ')} ${bytesOf(words)}`;

/** Searches the runs of the model for one that a recording shows. */
export class Search {
  private readonly visited = new Set<string>();
  /** States that were looked at. */
  states = 0;

  /** Gives up beyond `maxStates`. */
  constructor(
    private readonly playing: Playing,
    private readonly maxStates: number,
  ) {}

  /** The path to an accepted end, or null. Throws ModelBound where a limit is hit. */
  depthFirst(start: Node): Move[] | null {
    const stack: { branches: Branch[]; next: number }[] = [];
    const path: Move[] = [];
    let node = this.playing.settle(start, path);
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
      node = this.playing.settle(branch.node, path);
      if (node === undefined) return path;
      const key = keyOf(node);
      if (this.visited.has(key)) {
        path.pop();
        continue;
      }
      this.visited.add(key);
      if (++this.states > this.maxStates) throw new ModelBound(`${this.states} states of a search for a run`);
      stack.push({ branches: this.branches(node, path), next: 0 });
    }
    return null;
  }

  /** The steps that can come next and do not contradict what was seen, the most telling first. */
  private branches(node: Node, path: readonly Move[]): Branch[] {
    const { playing } = this;
    const { system } = playing.built;
    const found: Branch[] = [];
    const moves = this.movesFrom(node);
    for (const { move, rank } of moves) {
      system.words.set(node.words);
      const heard = playing.fire(move);
      const cursors = playing.consume(node, heard, path);
      if (cursors === null) continue;
      found.push({
        node: { words: system.words.slice(), segment: node.segment, cursors },
        move,
        rank: heard.echoes.some((e) => playing.isWatched(node.segment, e)) ? CONSUMES : rank,
      });
    }
    // A timeout only fires where nothing but hardware could have happened instead, consistent with the lines or not.
    return found.sort((a, b) => a.rank - b.rank);
  }

  /** The possible moves of daemons, and of the script within its operation; timeouts only where nothing else moves on. */
  private movesFrom(node: Node): { move: Move; rank: number }[] {
    const { segments, threads, built } = this.playing;
    const { system } = built;
    system.words.set(node.words);
    const n = system.moves();
    const { shares } = segments[node.segment]!;
    const found: { move: Move; rank: number }[] = [];
    for (let i = 0; i < n; i++) {
      const move = { thread: system.moveThread[i]!, outcome: system.moveOutcome[i]! };
      const { step, operation } = system.at(move.thread)!;
      const script = threads.indexOf(move.thread);
      if (script >= 0 && operation >= shares[script]!.upTo) continue;
      const timedOut = step.timeout !== undefined && move.outcome >= (step.outcomes ?? 1);
      const rank = timedOut ? TIMEOUT : step.recurring ? RECURRING : script >= 0 ? SCRIPT : DAEMON;
      found.push({ move, rank });
    }
    return found;
  }
}
