import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { run } from './process.js';
import { count, type Part } from './report.js';
import type { Scale } from './scale.js';
import { FOUR_DEVICES, TWO_LIVES } from './x86.js';

const main = join(import.meta.dirname, '../cli/main.js');

/** A checkpointed search killed without warning, and started again. */
export async function resume({ folder }: Scale): Promise<Part> {
  const cwd = join(folder, 'resume');
  mkdirSync(cwd);
  writeFileSync(join(cwd, 'machine.json'), JSON.stringify(FOUR_DEVICES));
  writeFileSync(join(cwd, 'lives.json'), JSON.stringify(TWO_LIVES));
  const how =
    'check --topology machine.json --scenario lives.json --design pvh-6.12-4.20 --property I1 L2 --json';
  const kept = [...how.split(' '), '--checkpoint', 'kept', '--checkpoint-every', '1'];
  const whole = await run(process.execPath, [main, ...how.split(' ')], { cwd });
  const child = spawn(process.execPath, [main, ...kept], { cwd, stdio: 'ignore' });
  const ended = new Promise<boolean>((resolve) => child.on('close', (code) => resolve(code === null)));
  while (child.exitCode === null && !existsSync(join(cwd, 'kept/0/search.json'))) await wait(20);
  child.kill('SIGKILL');
  const died = await ended;
  const again = await run(process.execPath, [main, ...kept], { cwd });
  const { states, transitions } = (
    JSON.parse(again.stdout) as { results: { states: number; transitions: number }[] }
  ).results[0]!;
  return {
    title: 'Killed and resumed',
    notes: [
      `\`pirqcheck ${kept.join(' ')}\`, killed with SIGKILL after its first checkpoint, then the same command`,
    ],
    head: [],
    rows: [],
    gates: [
      {
        what: 'kill -9 in the middle of a checkpointed search, resume: the same report as without',
        measured: died
          ? `${count(states)} states, ${count(transitions)} transitions${again.stdout === whole.stdout ? ', the same bytes' : ''}`
          : 'the search was over before it was killed',
        met: died ? again.stdout === whole.stdout : null,
      },
    ],
  };
}
