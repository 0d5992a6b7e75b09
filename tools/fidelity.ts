import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import writeFileAtomic from 'write-file-atomic';
import type { Recording } from '../checker/validate/recording.js';
import { fidelityDocument } from '../lab/fidelity/document.js';
import { summaryOf, type Summary } from '../lab/fidelity/summary.js';
import { readRecording } from '../lab/observe/read-recording.js';

const root = fileURLToPath(new URL('..', import.meta.url));
/** Where the page is. */
export const page = join(root, 'docs', 'fidelity.md');
/** What the first runs said, which are not part of the repository. */
export const firstRuns = join(root, 'lab', 'fidelity', 'first-runs.json');
/** Changed recordings of each kind per recording. */
export const CONTROLS_EACH = 2;

/** The recordings of a folder. */
function recordingsIn(folder: string): Recording[] {
  return readdirSync(folder)
    .filter((f) => f.endsWith('.json') && !f.endsWith('.scenario.json'))
    .sort()
    .map((f) => readRecording(JSON.parse(readFileSync(join(folder, f), 'utf8')), f));
}

/** The recordings of the repository. */
export const ownSummary = (): Summary =>
  summaryOf(recordingsIn(join(root, 'lab', 'recordings')), CONTROLS_EACH);

/** The summary of the first runs: anew where they are at hand (`PIRQCHECK_MACHINES`), else as it was kept. */
export function firstSummary(): Summary {
  const machines = process.env['PIRQCHECK_MACHINES'];
  const folder = machines ? join(machines, '..', 'lab', 'ground-truth') : '';
  if (existsSync(folder)) return summaryOf(recordingsIn(folder), CONTROLS_EACH);
  return JSON.parse(readFileSync(firstRuns, 'utf8')) as Summary;
}

/** A text as prettier would have it. */
export const formatted = async (text: string, file: string): Promise<string> =>
  format(text, { ...(await resolveConfig(file)), filepath: file });

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const first = firstSummary();
  mkdirSync(dirname(page), { recursive: true });
  await writeFileAtomic(firstRuns, await formatted(JSON.stringify(first), firstRuns));
  await writeFileAtomic(page, await formatted(fidelityDocument(ownSummary(), first), page));
}
