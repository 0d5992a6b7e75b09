import type { Shape, Snapshot } from './checkpoint.js';
import type { Searcher, Undertaking } from './searcher.js';

const NO_WORDS = new Int32Array(0);

/** What all snapshots of a search have in common. */
export const shapeOf = <M>({ expander, judging, ledger }: Undertaking<M>): Shape => ({
  wordsPerState: expander.packing.length,
  properties: judging.watched.length,
  instructions: expander.taken.length,
  keepsEdges: ledger.edges !== null,
});

/** Of a search between two states, when nothing is offered. */
export function snapshotOf<M>({ expander, judging, ledger }: Undertaking<M>, searcher: Searcher): Snapshot {
  const { states } = searcher;
  const { transitions, depth, levelEnd, expanded, parent } = ledger;
  const [edgesOf, edges] = ledger.edges?.lists ?? [NO_WORDS, NO_WORDS];
  return {
    transitions,
    depth,
    levelEnd,
    expanded,
    states: states.count,
    watched: judging.watched.map(({ applicable, at, move, witness }) => ({
      applicable,
      at,
      move,
      witness,
    })),
    taken: [...expander.taken],
    grown: {
      packed: states.whole(),
      parents: parent.items.subarray(0, states.count),
      edgesOf,
      edges,
    },
    waiting: searcher.waiting(),
  };
}

/** Makes a search know what it knew then, but for the states, which are for who searches to take over. */
export function restoreFrom<M>(
  { grown, taken, watched, ...s }: Snapshot,
  { expander, judging, ledger }: Undertaking<M>,
): void {
  ledger.transitions = s.transitions;
  ledger.depth = s.depth;
  ledger.levelEnd = s.levelEnd;
  ledger.expanded = s.expanded;
  ledger.parent.restore(grown.parents);
  ledger.edges?.restore(grown.edgesOf, grown.edges);
  judging.restore(watched);
  expander.taken.set(taken);
}
