import type { Topology } from '../model/hardware/topology.js';
import type { Scenario } from '../model/scripts.js';
import { LabError } from './lab-error.js';
import { terminalProgress } from './progress.js';
import { runScenario } from './run/boot.js';
import { keepTranscript } from './run/keep.js';
import type { LabSystem } from './run/system.js';

/** A scenario to run, on what, with what. */
export interface Job {
  readonly name: string;
  readonly system: LabSystem;
  readonly topology: Topology;
  readonly scenario: Scenario;
}

/** Runs them one after another, and prints a line about each. A machine that dies is told, and the next one boots. */
export async function performRuns(jobs: readonly Job[]): Promise<boolean> {
  const progress = terminalProgress();
  let good = true;
  for (const job of jobs) {
    const started = Date.now();
    const took = (): string => `${Math.round((Date.now() - started) / 1000)} s`;
    try {
      const transcript = await runScenario(job.system, job.topology, job.scenario, progress);
      const kept = keepTranscript(job.name, transcript);
      progress('');
      process.stdout.write(`${job.name}: ran, ${took()}, ${kept}\n`);
    } catch (e) {
      if (!(e instanceof LabError) || jobs.length === 1) throw e;
      good = false;
      progress('');
      process.stdout.write(`${job.name}: ${e.message}\n`);
    }
  }
  return good;
}
