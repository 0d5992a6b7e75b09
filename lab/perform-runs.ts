import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import type { Recording } from '../checker/validate/recording.js';
import { validate, type Validation } from '../checker/validate/validate.js';
import type { Topology } from '../model/hardware/topology.js';
import { validationReport } from '../reports/validation.js';
import { EmulationError, LabError } from './lab-error.js';
import { recordingOf } from './observe/recording-of.js';
import { readTranscript } from './observe/transcript.js';
import { terminalProgress } from './progress.js';
import { recordingText } from './recording-text.js';
import { runScenario } from './run/boot.js';
import type { StagedScenario } from './run/dom0-script.js';
import { keepTranscript } from './run/keep.js';
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

/**
 * Runs them one after another, asks of each whether the model has a run that shows the same, and reports. A machine that dies is
 * told, and the next one boots. Returns whether all went well and agrees.
 */
export async function performRuns(jobs: readonly Job[], { say, style, record }: Output): Promise<boolean> {
  const progress = terminalProgress();
  const all: Validation[] = [];
  let failed = false;
  for (const job of jobs) {
    const started = Date.now();
    try {
      const recording = await patiently(job, say, progress);
      if (record !== undefined) keep(recording, record);
      const verdict = validate(recording, job.name);
      all.push(verdict);
      progress('');
      const seconds = Math.round((Date.now() - started) / 1000);
      say(`${job.name}: ${recording.steps.length} operations in ${seconds} s, the model ${verdict.verdict}`);
    } catch (e) {
      if (!(e instanceof LabError) || jobs.length === 1) throw e;
      failed = true;
      progress('');
      say(`${job.name}: ${e.message}`);
    }
  }
  say('');
  validationReport(all, false, style).forEach(say);
  return !failed && all.every((v) => v.verdict === 'agrees');
}

/** A machine that falls silent or does not come up is booted once more. */
async function patiently(
  job: Job,
  say: (line: string) => void,
  progress: (what: string) => void,
): Promise<Recording> {
  try {
    return await perform(job, progress);
  } catch (e) {
    if (!(e instanceof EmulationError)) throw e;
    progress('');
    say(`${job.name}: ${e.message}\nonce more`);
    return perform(job, progress);
  }
}

async function perform(job: Job, progress: (what: string) => void): Promise<Recording> {
  const transcript = new Transcript();
  try {
    await runScenario(job.system, job.topology, job.scenario, transcript, progress);
  } finally {
    keepTranscript(job.name, transcript);
  }
  const warn = (line: string): void => void process.stderr.write(`warning: ${line}\n`);
  const run = readTranscript(transcript.toString(), job.name, labelOf(job.system), warn);
  return recordingOf(run, job.scenario.paused ?? []);
}

function keep(recording: Recording, folder: string): void {
  mkdirSync(folder, { recursive: true });
  writeFileAtomic.sync(join(folder, `${recording.name}.json`), recordingText(recording));
}
