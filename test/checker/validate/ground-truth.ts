import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Recording } from '../../../checker/validate/recording.js';
import { readRecording } from '../../../lab/observe/read-recording.js';

/** Runs of real Xen that are not part of the repository, or the reason why there are none. */
export function groundTruth(): { readonly recordings: readonly Recording[] } | { readonly missing: string } {
  const machines = process.env['PIRQCHECK_MACHINES'];
  if (!machines) return { missing: 'PIRQCHECK_MACHINES is not set' };
  const folder = join(machines, '..', 'lab', 'ground-truth');
  if (!existsSync(folder)) return { missing: 'no lab/ground-truth beside PIRQCHECK_MACHINES' };
  return { recordings: recordingsIn(folder, (f) => !f.endsWith('.scenario.json')) };
}

/** The recordings of a folder, none if there is no such folder. */
export function recordingsIn(folder: string, only: (file: string) => boolean = () => true): Recording[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((f) => f.endsWith('.json') && only(f))
    .sort()
    .map((f) => readRecording(JSON.parse(readFileSync(join(folder, f), 'utf8')), f));
}

/** Recordings that are part of the repository. */
export const committed = join(import.meta.dirname, '../../../lab/recordings');
