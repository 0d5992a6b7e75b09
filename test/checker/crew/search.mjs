import { createHash } from 'node:crypto';
import { Judging } from '../../../dist/checker/judging.js';
import { LimitReached } from '../../../dist/checker/limits.js';
import { Search } from '../../../dist/checker/search.js';
import { systemOf } from './systems.mjs';

/** Prints, for each search of a JSON list, everything that it found out. Compiled code only: workers need that. */
const module = new URL('systems.mjs', import.meta.url).href;
const digest = (words) =>
  createHash('sha256')
    .update(new Uint8Array(words.buffer, words.byteOffset, words.byteLength))
    .digest('hex');

const inOnePiece = (list) => list.subarray(0, list.length);

function searchOf({
  of,
  keepEdges = false,
  maxStates = 1e6,
  maxBytes,
  sharing,
  whenReady,
  stopAfter,
  checkpoints,
}) {
  const { built, properties } = systemOf(of);
  const judging = new Judging(built, properties);
  const progress = ({ states }) => {
    if (stopAfter !== undefined && states > stopAfter) throw new LimitReached('interrupted', true);
  };
  const mishaps = [];
  // Of use at once, so that a search that decides itself starts them early, and has them join as soon as they are there.
  const source = (sharing || whenReady) && { module, of, startMs: 1 };
  const search = new Search(built, judging, {
    maxStates,
    maxBytes,
    keepEdges,
    debug: false,
    source,
    sharing,
    mishap: (why) => mishaps.push(why),
    progress,
    checkpoints,
  });
  search.run();
  const { states, ledger, limit, byWorkers, expander } = search;
  return {
    states: states.count,
    transitions: ledger.transitions,
    depth: ledger.depth,
    limit,
    stored: digest(inOnePiece(states.whole())),
    parents: digest(ledger.parent.items.subarray(0, states.count)),
    edges: ledger.edges?.lists.map(digest),
    taken: [...expander.taken],
    watched: judging.watched.map(({ property, applicable, at, move, witness }) => [
      property.id,
      applicable,
      at,
      move,
      witness,
    ]),
    path: search.pathTo(states.count - 1),
    byWorkers,
    mishaps,
  };
}

const allInOnePiece = (lists) =>
  Object.fromEntries(Object.entries(lists).map(([name, list]) => [name, inOnePiece(list)]));

/** The same search in two halves: the second goes on from the first checkpoint of the first, or from its end. */
function resumed({ first, second, finished = false, ...job }) {
  let kept = null;
  const keeping = {
    load: () => null,
    due: () => !finished && kept === null,
    save: (s) => (kept ??= structuredClone({ ...s, grown: allInOnePiece(s.grown) })),
  };
  searchOf({ ...job, sharing: first, checkpoints: keeping });
  const going = { load: () => kept, due: () => false, save: () => {} };
  return searchOf({ ...job, sharing: second, checkpoints: going });
}

const jobs = JSON.parse(process.argv[2]);
console.log(JSON.stringify(jobs.map((job) => ('first' in job ? resumed(job) : searchOf(job)))));
