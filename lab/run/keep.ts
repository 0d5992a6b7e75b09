import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import writeFileAtomic from 'write-file-atomic';
import { cacheFolder } from '../packages/cache.js';
import type { Transcript } from './transcript.js';

const pathOf = (name: string): string => cacheFolder('transcripts', `${name}.log`);

/** Keeps a run's transcript beside the packages, where it can be read when something went wrong. Returns its path. */
export function keepTranscript(name: string, transcript: Transcript): string {
  mkdirSync(cacheFolder('transcripts'), { recursive: true });
  writeFileAtomic.sync(pathOf(name), transcript.toString());
  return pathOf(name);
}

/** The last line of a transcript that is whole: which commit of the lab made it. */
export const wholeMark = (commit: string): string => `# whole, by ${commit}`;

/** The transcript that is kept of a run, if this commit of the lab made it and it is whole. */
export function keptTranscript(name: string, commit: string): string | undefined {
  if (!existsSync(pathOf(name))) return undefined;
  const text = readFileSync(pathOf(name), 'utf8');
  return text.endsWith(` ${wholeMark(commit)}\n`) ? text : undefined;
}
