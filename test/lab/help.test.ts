import { execSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { parseTopology } from '../../model/hardware/topology.js';

const sh = (command: string): string =>
  execSync(command, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });

test('the machine that the help says how to write is one that can be read', { timeout: 60_000 }, () => {
  const [, command] = /^ {2}(npm .*) > flat\.json /m.exec(sh('npm run -s lab -- --help'))!;
  expect(parseTopology(JSON.parse(sh(command!)), 'flat').name).toBe('flat-2');
});
