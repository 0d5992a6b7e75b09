import { connect, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

/** Register numbers in the order of the `g` packet of the x86-64 gdbstub. */
const NAMES = ['rax', 'rbx', 'rcx', 'rdx', 'rsi', 'rdi', 'rbp', 'rsp', 'r8', 'r9'] as const;
const RIP = 16;

export type Registers = Readonly<Record<(typeof NAMES)[number] | 'rip', bigint>>;

/** The client's side of GDB's remote protocol, as much of it as the lab needs. */
export class GdbStub {
  private text = '';
  private readonly replies: string[] = [];
  private waiting: { resolve: (reply: string) => void; reject: (e: Error) => void } | undefined;

  private constructor(private readonly socket: Socket) {
    socket.on('data', (data: Buffer) => this.received(data.toString('latin1')));
    const ended = (): void => this.waiting?.reject(new Error('the machine has stopped'));
    socket.on('error', ended);
    socket.on('close', ended);
  }

  /** Connects; the machine stops. */
  static connect(path: string): Promise<GdbStub> {
    return new Promise((resolve, reject) => {
      const socket = connect(path, () => resolve(new GdbStub(socket)));
      socket.once('error', reject);
    });
  }

  /** Forgets replies that no one asked for: connecting brings one of its own. */
  async drain(): Promise<void> {
    await delay(200);
    this.replies.length = 0;
  }

  close(): void {
    this.socket.destroy();
  }

  send(packet: string): void {
    const sum = [...packet].reduce((n, c) => (n + c.charCodeAt(0)) & 0xff, 0);
    this.socket.write(`$${packet}#${sum.toString(16).padStart(2, '0')}`, 'latin1');
  }

  /** Stops the machine; the stop reply comes as the next one. */
  interrupt(): void {
    this.socket.write('\x03');
  }

  reply(): Promise<string> {
    const ready = this.replies.shift();
    if (ready !== undefined) return Promise.resolve(ready);
    return new Promise((resolve, reject) => {
      this.waiting = { resolve, reject };
    });
  }

  ask(packet: string): Promise<string> {
    this.send(packet);
    return this.reply();
  }

  async registers(): Promise<Registers> {
    const bytes = Buffer.from(await this.ask('g'), 'hex');
    const at = (i: number): bigint => bytes.readBigUInt64LE(8 * i);
    const all = NAMES.map((name, i) => [name, at(i)] as const);
    return Object.fromEntries([...all, ['rip', at(RIP)]]) as Registers;
  }

  /** Memory at an address of the running context; undefined where nothing is mapped. */
  async memory(address: bigint, length: number): Promise<Buffer | undefined> {
    const answer = await this.ask(`m${address.toString(16)},${length.toString(16)}`);
    return answer.startsWith('E') ? undefined : Buffer.from(answer, 'hex');
  }

  /** Writes bytes at a physical address, device registers included (QEMU's `qqemu.PhyMemMode`). */
  async writePhysical(address: number, bytes: Buffer): Promise<void> {
    await this.ask('Qqemu.PhyMemMode:1');
    await this.ask(`M${address.toString(16)},${bytes.length.toString(16)}:${bytes.toString('hex')}`);
    await this.ask('Qqemu.PhyMemMode:0');
  }

  private received(data: string): void {
    this.text += data;
    for (;;) {
      const m = /\$([^#]*)#../s.exec(this.text);
      if (!m) return;
      this.text = this.text.slice(m.index + m[0].length);
      this.socket.write('+');
      const waiting = this.waiting;
      this.waiting = undefined;
      if (waiting) waiting.resolve(m[1]!);
      else this.replies.push(m[1]!);
    }
  }
}
