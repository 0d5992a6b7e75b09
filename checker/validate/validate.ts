import { ModelBound } from '../../model/model.js';
import type { Move } from '../../model/system.js';
import { compareSights } from './compare.js';
import { follow } from './follow.js';
import type { Parting } from './partings.js';
import { Playing } from './playing.js';
import type { Recording } from './recording.js';
import { Search } from './search.js';
import { buildFor } from './subject.js';
import { Tally, type Count } from './tally.js';

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
 * everything must be quiet, as it was when the machine was looked at. Throws InputError naming `place` for what the model does not know.
 */
export function validate(
  r: Recording,
  place: string,
  { maxStates = 200_000 }: ValidateOptions = {},
): Validation {
  const playing = new Playing(r, buildFor(r, place), place);
  const search = new Search(playing, maxStates);
  const start = playing.start();
  const atBoot = compareSights(playing.built.model, r.boot);
  if (atBoot !== null) playing.partings.note([-1, 0, 0], [], { step: 'boot', difference: atBoot });
  let path: Move[] | null = null;
  let limit: string | undefined;
  try {
    if (atBoot === null) path = search.depthFirst(start);
  } catch (e) {
    if (!(e instanceof ModelBound)) throw e;
    limit = e.message;
  }
  return validationOf(playing, path, limit, search.states);
}

/** `path`: a run that shows all of the recording; null: there is none, or a `limit` was hit. */
function validationOf(
  playing: Playing,
  path: readonly Move[] | null,
  limit: string | undefined,
  states: number,
): Validation {
  const { recording, partings } = playing;
  const tally = new Tally();
  const followed = path ?? partings.path;
  const { steps, silent, lines, lastMatched } = follow(playing, followed, tally, path !== null);
  for (const [what, n] of Object.entries(recording.leftOut)) tally.notCompared.set(what, n);
  const [operation] = partings.best as [number];
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
    states,
    path: followed,
    parting:
      path !== null || limit !== undefined
        ? null
        : {
            operation,
            raw: recording.steps[operation]?.raw ?? 'boot',
            lastMatched,
            candidates: partings.candidates,
          },
  };
}
