import { GdbStub, type Registers } from './gdb-stub.js';
import { tracedCalls } from './xen-calls.js';

interface Pending {
  readonly number: number;
  readonly fn: string;
  readonly rsp: bigint;
  readonly out?: { readonly name: string; readonly address: bigint };
}

/**
 * Follows Xen's calls through breakpoints at its symbols: `XTR> n function(arguments)` at entry, `XTR< n function = value` at
 * return. The machine stands still meanwhile.
 */
export class XenTracer {
  private readonly entries = new Map<bigint, string>();
  private readonly returns = new Map<bigint, Pending[]>();
  private readonly requests: (() => Promise<void>)[] = [];
  /** Entries of `once` functions, at which the machine stops only after they have been armed, and only once. */
  private readonly once: bigint[] = [];
  private readonly armed = new Set<bigint>();
  private count = 0;
  private ended = false;
  /** Why it stopped following, and the machine with it. */
  failure: Error | undefined;

  private constructor(
    private readonly stub: GdbStub,
    private readonly say: (line: string) => void,
  ) {}

  /** Connects and lets the machine run on. `symbols`: address by name, as /proc/xen/xensyms has them. */
  static async start(
    socket: string,
    symbols: ReadonlyMap<string, bigint>,
    say: (line: string) => void,
  ): Promise<XenTracer> {
    const tracer = new XenTracer(await GdbStub.connect(socket), say);
    await tracer.stub.ask('?');
    await tracer.stub.drain();
    for (const [fn, address] of symbols) {
      if (!(fn in tracedCalls)) continue;
      tracer.entries.set(address, fn);
      if (tracedCalls[fn]!.once) tracer.once.push(address);
      else await tracer.breakpoint('Z', address);
    }
    void tracer.follow();
    return tracer;
  }

  /** Writes 32 bits at a physical address while the machine stands still, and watches what the interrupt does that follows. */
  raise(address: number, value: number): Promise<void> {
    return this.write(address, value, async () => {
      for (const entry of this.once.filter((e) => !this.armed.has(e))) {
        await this.breakpoint('Z', entry);
        this.armed.add(entry);
      }
    });
  }

  /** Writes 32 bits at a physical address while the machine stands still, after `first`. */
  write(address: number, value: number, first = async (): Promise<void> => {}): Promise<void> {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32LE(value);
    return new Promise((resolve) => {
      this.requests.push(async () => {
        await first();
        await this.stub.writePhysical(address, bytes);
        resolve();
      });
      this.stub.interrupt();
    });
  }

  stop(): void {
    this.ended = true;
    this.stub.close();
  }

  private async breakpoint(kind: 'Z' | 'z', address: bigint): Promise<void> {
    const answer = await this.stub.ask(`${kind}0,${address.toString(16)},1`);
    if (answer !== 'OK' && kind === 'Z') this.say(`XTR! no breakpoint at ${address.toString(16)}: ${answer}`);
  }

  private async follow(): Promise<void> {
    try {
      this.stub.send('c');
      for (;;) {
        await this.stub.reply();
        for (const request of this.requests.splice(0)) await request();
        while (await this.atBreakpoint()) await this.stub.ask('s');
        this.stub.send('c');
        // One that came while the machine stood still has stopped nothing.
        if (this.requests.length > 0) this.stub.interrupt();
      }
    } catch (e) {
      if (!this.ended) this.failure = e as Error;
    }
  }

  /** Handles what the machine stands at. One step leads past the breakpoint; another may be there. */
  private async atBreakpoint(): Promise<boolean> {
    const r = await this.stub.registers();
    const fn = this.entries.get(r.rip);
    const pending = this.returns.get(r.rip);
    if (pending) await this.returned(r, pending);
    if (fn) await this.entered(fn, r);
    return fn !== undefined || pending !== undefined;
  }

  private async entered(fn: string, r: Registers): Promise<void> {
    const call = tracedCalls[fn]!;
    const args = await call.arguments(r, this.stub);
    if (args === undefined) return;
    const number = this.count++;
    this.say(`XTR> ${number} ${fn}(${args})`);
    if (call.once) {
      await this.breakpoint('z', r.rip);
      this.armed.delete(r.rip);
      return;
    }
    const target = (await this.stub.memory(r.rsp, 8))?.readBigUInt64LE();
    if (target === undefined) return;
    const waiting = this.returns.get(target);
    if (!waiting && !this.entries.has(target)) await this.breakpoint('Z', target);
    const out = call.out && { name: call.out.name, address: r[call.out.register] };
    const pending = { number, fn, rsp: r.rsp, ...(out ? { out } : {}) };
    if (waiting) waiting.push(pending);
    else this.returns.set(target, [pending]);
  }

  /** Several calls with one stack pointer are tail calls, and return together. */
  private async returned(r: Registers, pending: Pending[]): Promise<void> {
    for (let i = pending.length - 1; i >= 0; i--) {
      const call = pending[i]!;
      if (call.rsp + 8n !== r.rsp) continue;
      pending.splice(i, 1);
      const value = Number(BigInt.asIntN(32, r.rax));
      const out = call.out && (await this.stub.memory(call.out.address, 4));
      const result = out ? ` ${call.out!.name}=${out.readInt32LE()}` : '';
      this.say(`XTR< ${call.number} ${call.fn} = ${value}${result}`);
    }
    if (pending.length > 0) return;
    this.returns.delete(r.rip);
    if (!this.entries.has(r.rip)) await this.breakpoint('z', r.rip);
  }
}
