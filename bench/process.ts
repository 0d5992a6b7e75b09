import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** A child process that has ended. */
export interface Ended {
  readonly stdout: string;
  /** Wall time from start to end, seconds. */
  readonly seconds: number;
  /** Largest resident size seen, MiB; NaN where the system does not tell (no /proc). */
  readonly peakMiB: number;
}

const LOOK_EVERY_MS = 10;

/** Runs a program to its end. Throws with its last words when it fails. */
export function run(
  command: string,
  args: readonly string[],
  options: { cwd?: string; env?: NodeJS.ProcessEnv } = {},
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const start = performance.now();
    const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    let [stdout, stderr] = ['', ''];
    let peakMiB = NaN;
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    const look = setInterval(() => (peakMiB = peakOf(child.pid) ?? peakMiB), LOOK_EVERY_MS);
    child.on('error', (e) => {
      clearInterval(look);
      reject(e);
    });
    child.on('close', (code, signal) => {
      clearInterval(look);
      const seconds = (performance.now() - start) / 1000;
      if (code === 0) resolve({ stdout, seconds, peakMiB });
      else
        reject(
          new Error(
            `${commandLine(command, args)}: ${signal ?? `exit code ${code}`}\n${tail(stderr)}${tail(stdout)}`,
          ),
        );
    });
  });
}

export const commandLine = (command: string, args: readonly string[]): string => [command, ...args].join(' ');

const tail = (text: string): string => text.split('\n').slice(-12).join('\n');

/** The high-water mark that the kernel keeps of a living process. */
function peakOf(pid: number | undefined): number | undefined {
  try {
    const kib = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1];
    return kib === undefined ? undefined : Number(kib) / 1024;
  } catch {
    return undefined;
  }
}
