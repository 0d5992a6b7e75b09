import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { EmulationError } from '../../../lab/lab-error.js';
import { monitorCommand } from '../../../lab/machine/monitor.js';

describe("QEMU's monitor", () => {
  const asked = async (answer: (s: Socket) => void): Promise<unknown> => {
    const folder = mkdtempSync(join(tmpdir(), 'pirqcheck-monitor-'));
    const path = join(folder, 'socket');
    const server = createServer(answer);
    try {
      await new Promise<void>((resolve) => server.listen(path, resolve));
      return await monitorCommand(path, 'info pic', 100).catch((e: unknown) => e);
    } finally {
      server.close();
      rmSync(folder, { recursive: true });
    }
  };

  it('answers a command line by line', async () => {
    const lines = await asked((s) => {
      s.write('QEMU 10 monitor\r\n(qemu) ');
      s.once('data', () => s.write('info pic\r\n\x1b[Kpin 0\r\npin 1\r\n(qemu) '));
    });
    expect(lines).toEqual(['pin 0', 'pin 1']);
  });

  it('is not waited for when it is silent or hangs up', async () => {
    for (const [answer, what] of [
      [(s: Socket) => void s.write('QEMU 10'), 'does not answer'],
      [(s: Socket) => void s.end('QEMU 10'), 'hangs up'],
    ] as const) {
      const error = await asked(answer);
      expect(error).toBeInstanceOf(EmulationError);
      expect((error as Error).message).toContain(what);
    }
  });
});
