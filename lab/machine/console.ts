import { setTimeout as delay } from 'node:timers/promises';
import type { Qemu } from './qemu.js';

/** Three times CTRL-A hands Xen's serial console from dom0 to Xen and back. */
const SWITCH = '\x01\x01\x01';
/** Xen's UART has a small buffer and no flow control. */
const BETWEEN_KEYS_MS = 3;

/** The serial console both Xen and dom0 write to. */
export class Console {
  private text = '';
  private lastHeard = Date.now();

  constructor(
    private readonly qemu: Qemu,
    onLine: (line: string) => void,
  ) {
    const { stdin, stdout, stderr } = qemu.process;
    for (const stream of [stdout!, stderr!])
      stream.on('data', (data: Buffer) => {
        this.lastHeard = Date.now();
        this.text += data.toString('latin1').replaceAll('\r', '');
        const lines = this.text.split('\n');
        this.text = lines.pop()!;
        lines.forEach(onLine);
      });
    // QEMU may be gone before all is written.
    stdin!.on('error', () => {});
  }

  /** What stands on the unfinished line. */
  get rest(): string {
    return this.text;
  }

  async type(keys: string): Promise<void> {
    for (const key of keys) {
      this.qemu.process.stdin!.write(key, 'latin1');
      await delay(BETWEEN_KEYS_MS);
    }
  }

  /** Xen's debug keys, one after another, each until its dump has ended. */
  async debugKeys(keys: string, before: (key: string) => void): Promise<void> {
    await this.quiet(200);
    await this.type(SWITCH);
    await this.quiet(150);
    for (const key of keys) {
      before(key);
      await this.type(key);
      await this.quiet(400);
    }
    await this.type(SWITCH);
    await this.quiet(150);
  }

  /** Until nothing has been printed for so long; at most 20 s. */
  private async quiet(ms: number): Promise<void> {
    const deadline = Date.now() + 20_000;
    this.lastHeard = Date.now();
    while (Date.now() < deadline) {
      const left = this.lastHeard + ms - Date.now();
      if (left <= 0) return;
      await delay(left);
    }
  }
}
