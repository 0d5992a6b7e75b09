import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import type { Recording } from '../checker/validate/recording.js';
import { validate, type Validation } from '../checker/validate/validate.js';
import { AS_RECORDED, DIFFERENT, INCONCLUSIVE } from '../cli/exit-codes.js';
import type { Topology } from '../model/hardware/topology.js';
import { InputError } from '../model/input-error.js';
import { validationReport } from '../reports/validation.js';
import { EmulationError, LabError } from './lab-error.js';
import { recordingOf } from './observe/recording-of.js';
import { readTranscript } from './observe/transcript.js';
import { terminalProgress, type Progress } from './progress.js';
import { recordingText } from './recording-text.js';
import { runScenario } from './run/boot.js';
import type { StagedScenario } from './run/dom0-script.js';
import { keepTranscript, keptTranscript, wholeMark } from './run/keep.js';
import { Transcript } from './run/transcript.js';
import { labelOf, type LabSystem } from './run/system.js';

/** A scenario to run, on what, with what. */
export interface Job {
  readonly name: string;
  readonly system: LabSystem;
  readonly topology: Topology;
  readonly scenario: StagedScenario;
}

/** What is printed, and where recordings are kept, if they are. */
export interface Output {
  readonly say: (line: string) => void;
  readonly style: Parameters<typeof validationReport>[2];
  readonly record: string | undefined;
}

/** The commit of the lab, if it is one: transcripts are told by it. `goesOn`: what it has run is not booted again. */
export interface Past {
  readonly commit: string | undefined;
  readonly goesOn: boolean;
}

/**
 * Runs them one after another, asks of each whether the model has a run that shows the same, and reports. A run that cannot be
 * made or read is told, and the next one boots; where there is but one, it throws. Returns the exit code.
 */
export async function performRuns(
  jobs: readonly Job[],
  { say, style, record }: Output,
  past: Past,
  boot: typeof runScenario = runScenario,
): Promise<number> {
  const progress = terminalProgress();
  const all: Validation[] = [];
  const failed: string[] = [];
  for (const [i, job] of jobs.entries()) {
    const count = jobs.length === 1 ? '' : `${i + 1}/${jobs.length} `;
    const tell = (what: string): void => {
      progress('');
      say(`${count}${job.name}: ${what}`);
    };
    const started = Date.now();
    try {
      const kept = past.goesOn ? keptTranscript(job.name, past.commit!) : undefined;
      const recording =
        kept === undefined
          ? await patiently(
              () => perform(job, past.commit, boot, (what) => progress(`${count}${what}`)),
              tell,
            )
          : read(job, kept);
      if (record !== undefined) keep(recording, record);
      const verdict = validate(recording, job.name);
      all.push(verdict);
      const seconds = kept === undefined ? `in ${Math.round((Date.now() - started) / 1000)} s` : 'run before';
      tell(`${recording.steps.length} operations ${seconds}, the model ${verdict.verdict}`);
    } catch (e) {
      if (jobs.length === 1) throw e;
      failed.push(job.name);
      const foreseen = e instanceof LabError || e instanceof InputError;
      tell(foreseen ? e.message : `${(e as Error).stack}`);
    }
  }
  say('');
  validationReport(all, false, style).forEach(say);
  if (failed.length > 0) say(`${failed.length} of ${jobs.length} runs came to nothing: ${failed.join(' ')}`);
  if (all.some((v) => v.verdict === 'disagrees')) return DIFFERENT;
  return failed.length > 0 || all.some((v) => v.verdict === 'inconclusive') ? INCONCLUSIVE : AS_RECORDED;
}

/** A machine that falls silent or does not come up is booted once more. */
async function patiently(
  attempt: () => Promise<Recording>,
  tell: (what: string) => void,
): Promise<Recording> {
  try {
    return await attempt();
  } catch (e) {
    if (!(e instanceof EmulationError)) throw e;
    tell(`${e.message}\nonce more`);
    return attempt();
  }
}

async function perform(
  job: Job,
  commit: string | undefined,
  boot: typeof runScenario,
  progress: Progress,
): Promise<Recording> {
  const transcript = new Transcript();
  try {
    await boot(job.system, job.topology, job.scenario, transcript, progress);
    const recording = read(job, transcript.toString());
    if (commit !== undefined) transcript.add(wholeMark(commit));
    return recording;
  } finally {
    keepTranscript(job.name, transcript);
  }
}

function read({ name, system, scenario }: Job, text: string): Recording {
  const warn = (line: string): void => void process.stderr.write(`warning: ${line}\n`);
  return recordingOf(readTranscript(text, name, labelOf(system), warn), scenario.paused ?? []);
}

function keep(recording: Recording, folder: string): void {
  mkdirSync(folder, { recursive: true });
  writeFileAtomic.sync(join(folder, `${recording.name}.json`), recordingText(recording));
}
