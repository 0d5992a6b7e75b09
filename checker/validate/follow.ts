import type { Move } from '../../model/system.js';
import { compareEvent, compareSights } from './compare.js';
import type { Node, Playing } from './playing.js';
import { sources, type Event } from './recording.js';
import type { Tally } from './tally.js';
import { unlogged } from './unlogged.js';

/** What happened along a run. */
export interface Followed {
  readonly steps: number;
  /** Steps that no source tells of, by name. */
  readonly silent: ReadonlyMap<string, number>;
  /** Lines of traces that were consumed. */
  readonly lines: number;
  /** The last of them, if there is one in the operation at which the run ends. */
  readonly lastMatched: string | null;
}

/** Follows a run once more, and counts what was compared. `whole`: it shows all of the recording. */
export function follow(playing: Playing, path: readonly Move[], tally: Tally, whole: boolean): Followed {
  const { system, model } = playing.built;
  const { boot, steps } = playing.recording;
  const silent = new Map<string, number>();
  let lines = 0;
  let lastMatched: string | null = null;
  let node = playing.start();
  compareSights(model, boot, tally);
  const goOn = (): void => {
    const settled = playing.settle(node, path);
    const ended = settled?.segment ?? playing.segments.length;
    for (let s = node.segment; s < ended; s++) {
      system.words.set(node.words);
      playing.segments[s]!.shares.forEach((share, i) => {
        if (share.failed !== undefined)
          tally.compare('success of an operation', share.failed === playing.hasFailed(share, i));
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
    const heard = playing.fire(move);
    const words = system.words.slice();
    if (fn in unlogged) silent.set(fn, (silent.get(fn) ?? 0) + 1);
    const cursors = [...node.cursors];
    for (const echo of heard.echoes) {
      if (!playing.isWatched(node.segment, echo)) continue;
      const s = sources.indexOf(echo.source);
      const event: Event = playing.segments[node.segment]!.lines[s]![cursors[s]!++]!;
      compareEvent(echo, event, tally);
      lastMatched = event.raw;
      lines++;
    }
    node = { words, segment: node.segment, cursors };
    goOn();
  }
  if (!whole) countParting(playing, tally, node);
  return { steps: path.length, silent, lines, lastMatched };
}

/** The comparison at which the best run ended counts as one that did not agree. */
function countParting({ partings, built, recording }: Playing, tally: Tally, node: Node): void {
  const [operation, , looking] = partings.best as [number, number, number];
  const { system, model } = built;
  if (operation < 0 || looking === 0) {
    if (operation >= 0) tally.compare('call', false);
    return;
  }
  system.words.set(node.words);
  compareSights(model, recording.steps[operation]!.after, tally);
}
