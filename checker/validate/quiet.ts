import { ModelBound, type Model } from '../../model/model.js';
import type { Built } from '../../model/system.js';
import { bottomComponents } from '../components.js';
import { Edges } from '../edges.js';

/** More states than hardware and daemons are expected to go through until they rest. */
const MOST_QUIET = 4096;

/** A model's state as a key. */
export const bytesOf = (words: Uint32Array): string =>
  Buffer.from(words.buffer, words.byteOffset, words.byteLength).toString('latin1');

/** Tells the states at which a machine may be looked at: those in which only the `threads` of the script could go on. */
export class Quiet {
  private readonly known = new Map<string, boolean>();

  constructor(
    private readonly built: Built<Model>,
    private readonly threads: readonly number[],
  ) {}

  /**
   * Has everything happened that can happen by itself? True in the states that daemons stay in for ever, whether they rest or
   * deliver an interrupt again and again that nobody serves. Throws ModelBound beyond so many states.
   */
  isIn(words: Uint32Array): boolean {
    const key = bytesOf(words);
    const known = this.known.get(key);
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
    this.known.set(key, quiet);
    return quiet;
  }
}
