import { execFile } from 'node:child_process';

/** Runs a program and returns what it printed. Rejects with the last line it complained with. */
export const run = (program: string, args: readonly string[]): Promise<string> =>
  new Promise((resolve, reject) => {
    execFile(program, args, { maxBuffer: 1 << 26 }, (error, stdout, stderr) => {
      if (!error) resolve(stdout);
      else {
        const complaint = stderr.trim().split('\n').at(-1);
        reject(new Error(complaint ? complaint : error.message, { cause: error }));
      }
    });
  });
