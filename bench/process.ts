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

/** A look at a process holds it up, so that only short ones, whose last look may be long before their end, are looked at often. */
const LOOK_MS = { first: 10, last: 100 };

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
    let next: NodeJS.Timeout;
    const look = (elapsedMs: number): void => {
      peakMiB = peakOf(child.pid) ?? peakMiB;
      const ms = Math.min(Math.max(LOOK_MS.first, elapsedMs / 10), LOOK_MS.last);
      next = setTimeout(() => look(performance.now() - start), ms);
    };
    look(0);
    child.on('error', (e) => {
      clearTimeout(next);
      reject(e);
    });
    child.on('close', (code, signal) => {
      clearTimeout(next);
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
