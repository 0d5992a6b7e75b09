import seedrandom from 'seedrandom';
import type { Recording } from '../../checker/validate/recording.js';
import { validate } from '../../checker/validate/validate.js';
import { mutate, mutations, type Mutant } from './mutate.js';

/** What became of the changed recordings of one kind. */
export interface ControlCount {
  made: number;
  /** No run of the model shows it. */
  rejected: number;
  /** Accepted, and nothing was changed that anybody could see. */
  equivalent: number;
}

/** Negative controls of recordings that agree. */
export interface Controls {
  readonly kinds: Readonly<Record<string, ControlCount>>;
  /** Accepted although they say something that did not happen. There must be none. */
  readonly survivors: readonly (Mutant & { readonly of: string })[];
}

/** Changes every recording in every way, `each` times, and validates what comes of it. All randomness comes from `seed`. */
export function runControls(recordings: readonly Recording[], each: number, seed: string): Controls {
  const kinds: Record<string, ControlCount> = {};
  const survivors: (Mutant & { of: string })[] = [];
  for (const kind of Object.keys(mutations)) {
    const count: ControlCount = { made: 0, rejected: 0, equivalent: 0 };
    for (const recording of recordings)
      for (let i = 0; i < each; i++) {
        const random = seedrandom(`${seed} ${recording.name} ${kind} ${i}`);
        const mutant = mutate(kind, recording, (n) => Math.floor(random() * n));
        if (!mutant) continue;
        count.made++;
        const { verdict } = validate(mutant.recording, recording.name);
        if (verdict === 'disagrees') count.rejected++;
        else if (verdict === 'agrees' && mutant.equivalent) count.equivalent++;
        else survivors.push({ ...mutant, of: recording.name });
      }
    kinds[kind] = count;
  }
  return { kinds, survivors };
}
