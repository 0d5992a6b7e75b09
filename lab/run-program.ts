import { execFile } from 'node:child_process';

/** Runs a program and returns what it printed. Rejects with the first error it complained of (apt marks them `E:`), or its last line. */
export const run = (program: string, args: readonly string[]): Promise<string> =>
  new Promise((resolve, reject) => {
    execFile(program, args, { maxBuffer: 1 << 26 }, (error, stdout, stderr) => {
      if (!error) resolve(stdout);
      else {
        const lines = stderr.trim().split('\n');
        const complaint = lines.find((l) => l.startsWith('E: ')) ?? lines.at(-1);
        reject(new Error(complaint ? complaint : error.message, { cause: error }));
      }
    });
  });
