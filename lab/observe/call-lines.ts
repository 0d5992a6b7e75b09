import type { LabCall, LabProbe } from './run.js';

/** A call that is being read: more may be told of it. */
export interface OpenCall {
  readonly number: number;
  readonly fn: string;
  readonly args: string;
  ret: number | null;
  out?: string;
  readonly sub: OpenCall[];
}

/** Functions that are noted when entered and whose return is not traced. */
const ENTRY_ONLY = new Set(['hvm_gsi_assert', 'hvm_pci_intx_assert', 'vioapic_write_redirent']);

/** Caller and callee where the caller ends in a jump. */
const TAIL_CALLS = new Set([
  'mp_register_gsi io_apic_set_pci_routing',
  'physdev_map_pirq allocate_and_map_gsi_pirq',
  'physdev_map_pirq allocate_and_map_msi_pirq',
  'hvm_physdev_op do_physdev_op',
]);

/** Where traces belong: an operation's. */
interface Traces {
  readonly xen_calls: OpenCall[];
  readonly linux_calls: LabProbe[];
}

/** Reads the lines of traces (`XTR`, `FTR`): calls inside Xen, put into each other again, and probes of dom0. */
export class CallLines {
  private stack: OpenCall[] = [];

  /** An operation begins or ends: what is open belongs to neither side. */
  reset(): void {
    this.stack = [];
  }

  /**
   * Does it know the line? Calls outside an operation `now` are the machine's own business; dom0's trace may be printed
   * when its operation is over, so a probe outside one is of the `last`.
   */
  read(line: string, now: Traces | null, last: Traces | undefined): boolean {
    let m = /^XTR> (\d+) (\w+)\((.*)\)$/.exec(line);
    if (m) {
      const [, number, fn, args] = m;
      const open = this.stack.at(-1);
      // A breakpoint that is hit again after an interrupted single step.
      if (open?.fn === fn && open?.args === args) return true;
      const call: OpenCall = { number: Number(number), fn: fn!, args: args!, ret: null, sub: [] };
      (open?.sub ?? now?.xen_calls)?.push(call);
      if (!ENTRY_ONLY.has(fn!)) this.stack.push(call);
      return true;
    }
    m = /^XTR< (\d+) \w+ = (-?\d+) ?(.*)$/.exec(line);
    if (m) {
      const at = this.stack.findLastIndex((c) => c.number === Number(m![1]));
      if (at < 0) return true;
      const call = this.stack[at]!;
      call.ret = Number(m[2]);
      if (m[3]) call.out = m[3].trim();
      this.stack.length = at;
      this.leaveTailCallers(call.fn, call.ret);
      return true;
    }
    m = /^FTR +(\S+)-\d+ +\[\d+\] \S+ +[\d.]+: (\w+): \((?:(\w+)\S*(?: \[\w+\])? <- )?.*?\) ?(.*)$/.exec(
      line,
    );
    if (m) {
      const [, task, ev, caller, args] = m;
      const probe = { task: task!, ev: ev!, args: args!, ...(caller === undefined ? {} : { caller }) };
      (now ?? last)?.linux_calls.push(probe);
      return true;
    }
    return /^FTR +CPU:|^XTR[!L]/.test(line);
  }

  /** A function left by a jump to another never returns itself: its callee's value is its own. */
  private leaveTailCallers(callee: string, ret: number): void {
    for (let fn = callee; TAIL_CALLS.has(`${this.stack.at(-1)?.fn} ${fn}`);) {
      const caller = this.stack.pop()!;
      caller.ret = ret;
      fn = caller.fn;
    }
  }
}

/** A call that has been read. */
export const closed = ({ fn, args, ret, out, sub }: OpenCall): LabCall => ({
  fn,
  args,
  ret,
  ...(out === undefined ? {} : { out }),
  ...(sub.length > 0 ? { sub: sub.map(closed) } : {}),
});
