import writeFileAtomic from 'write-file-atomic';
import { mkdirSync } from 'node:fs';
import { cacheFolder } from '../packages/cache.js';
import type { Transcript } from './transcript.js';

/** Keeps a run's transcript beside the packages, where it can be read when something went wrong. Returns its path. */
export function keepTranscript(name: string, transcript: Transcript): string {
  mkdirSync(cacheFolder('transcripts'), { recursive: true });
  const path = cacheFolder('transcripts', `${name}.log`);
  writeFileAtomic.sync(path, transcript.toString());
  return path;
}
