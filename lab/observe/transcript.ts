import { InputError } from '../../model/input-error.js';
import type {
  LabCall,
  LabDevice,
  LabIoapic,
  LabIrq,
  LabLinuxIrq,
  LabPin,
  LabProbe,
  LabRoute,
  LabRun,
} from './run.js';
import { wholeLines } from './whole-lines.js';

/**
 * Reads a transcript: the serial console that Xen and dom0 share, with what the driver of the lab adds to it. Each line may
 * begin with a time in brackets. What it understands, besides Xen's debug keys `i z M q Q` and the kernel's own lines:
 *
 *     hypervisor: xen guest_type=PVH         what QEMU takes dom0 for; the last one counts
 *     @@OP 3 xl.attach 0000:00:06.0 dom1     an operation begins: lines of the script language, `;` between them
 *     @@OP 4 xl.attach .. dom1 & xl.attach .. dom2     what several threads do at once
 *     @@RC 3 0                               its command ended with this exit code; several threads: one each
 *     @@LOOK boot                            what follows is looked at when the machine is quiet: boot or final
 *     DEV 0000:00:06.0 id=.. irq=34 pin=1 line=11 en=1 drv=none cmd=0103 msi=none     sysfs of a device; physfn= of a VF
 *     SD 0000:00:06.0 irq=34 en=1 drv=none msi=                                       the same, shorter
 *     INT  34:  1  IO-APIC  22-fasteoi  edu                                           a line of /proc/interrupts
 *     HMP|   pin 21 0x000000000001a0d8 dest=0 vec=216 active-lo level masked ...      QEMU's `info pic`
 *     XTR> 7 mp_register_gsi(gsi=46 trig=1 pol=1)   Xen entered a function (gdbstub)
 *     XTR< 7 mp_register_gsi = 0 pirq=16            ... and left it
 *     FTR xl-389 [000] d... 12.5: acpi_register_gsi: (...) gsi=46 trig=0 pol=1        a kprobe of dom0 fired
 *
 * A line that begins like one of these and cannot be read is told to `warn` with its number, and what it would have said
 * stays unknown. A trace with such a line is of no use: InputError.
 */
export function readTranscript(
  text: string,
  name: string,
  label: string,
  warn: (line: string) => void = () => {},
): LabRun {
  const reader = new Reader(name, warn);
  wholeLines(text).forEach(({ line, number }) => reader.read(line, number));
  return reader.run(label);
}

interface OpenCall {
  readonly number: number;
  readonly fn: string;
  readonly args: string;
  ret: number | null;
  out?: string;
  readonly sub: OpenCall[];
}

interface OpenState {
  devices: Record<string, LabDevice>;
  linux_irqs: Record<string, LabLinuxIrq>;
  xen_irqs: Record<string, LabIrq>;
  pins: Record<string, LabPin>;
  irq_caps?: Record<string, string>;
  owners?: Record<string, string>;
  claims?: Record<string, number | null>;
  hw_ioapic?: Record<string, LabPin>;
}

interface OpenStep {
  readonly script: string;
  rc: number | null;
  beside: number[];
  readonly xen_calls: OpenCall[];
  readonly linux_calls: LabProbe[];
  readonly messages: string[];
  readonly lastWords: string[];
  readonly after: OpenState;
}

/** Functions that are noted when entered and whose return is not traced. */
const ENTRY_ONLY = new Set(['hvm_gsi_assert', 'hvm_pci_intx_assert', 'vioapic_write_redirent']);

/** Beginnings that promise an observation: the rest must be readable. */
const PROMISES =
  /^(DEV |SD |INT |XS |HMP\| +pin |XTR[<>] |FTR |@@|\(XEN\) +IRQ: |\(XEN\) +Apic 0x|\(XEN\) +Interrupts \{)/;

class Reader {
  private readonly ioapics: LabIoapic[] = [];
  private readonly prt: Record<string, LabRoute> = {};
  private readonly steps: OpenStep[] = [];
  private boot: OpenState | null = null;
  private final: OpenState | null = null;
  private state: OpenState = emptyState();
  private op: OpenStep | null = null;
  private stack: OpenCall[] = [];
  private domain: string | null = null;
  private system: { xen?: string; linux?: string; guestType?: string } = {};

  constructor(
    private readonly name: string,
    private readonly warn: (line: string) => void,
  ) {}

  read(line: string, number: number): void {
    const known = this.trace(line) || this.marker(line) || this.dom0(line) || this.xen(line);
    if (known || !PROMISES.test(line)) return;
    const place = `${this.name}:${number}`;
    if (/^(XTR|FTR|@@)/.test(line)) throw new InputError(place, `cannot be read: ${line}`);
    this.warn(`${place}: cannot be read: ${line}`);
  }

  run(label: string): LabRun {
    if (this.steps.length === 0) throw new InputError(this.name, 'no operation: there is no @@OP line');
    const open = this.steps.find((s) => s.rc === null && s.lastWords.length === 0);
    if (open) throw new InputError(this.name, `"${open.script}" did not end: there is no @@RC line of it`);
    if (this.ioapics.length === 0) throw new InputError(this.name, "Xen's lines IOAPIC[n]: ... are missing");
    return {
      name: this.name,
      system: { label, ...this.system },
      ioapics: this.ioapics,
      prt: this.prt,
      boot: { state: this.boot ?? emptyState() },
      steps: this.steps.map((s) => ({
        op: { op: '', script: s.script },
        rc: s.rc,
        ...(s.lastWords.length > 0 ? { lastWords: s.lastWords } : {}),
        beside: s.beside,
        xen_calls: s.xen_calls.map(closed),
        linux_calls: s.linux_calls,
        messages: s.messages,
        after: s.after,
      })),
      final: { state: this.final ?? emptyState() },
    };
  }

  /** Calls inside Xen and probes of dom0; those outside an operation are the machine's own business. */
  private trace(line: string): boolean {
    let m = /^XTR> (\d+) (\w+)\((.*)\)$/.exec(line);
    if (m) {
      const [, number, fn, args] = m;
      const open = this.stack.at(-1);
      // A breakpoint that is hit again after an interrupted single step.
      if (open?.fn === fn && open?.args === args) return true;
      const call: OpenCall = { number: Number(number), fn: fn!, args: args!, ret: null, sub: [] };
      (open?.sub ?? this.op?.xen_calls)?.push(call);
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
      (this.op ?? this.steps.at(-1))?.linux_calls.push(probe);
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

  private marker(line: string): boolean {
    let m = /^@@OP \d+ (.*)$/.exec(line);
    if (m) {
      this.stack = [];
      this.op = {
        script: m[1]!.trim(),
        rc: null,
        beside: [],
        xen_calls: [],
        linux_calls: [],
        messages: [],
        lastWords: [],
        after: emptyState(),
      };
      this.steps.push(this.op);
      this.state = this.op.after;
      return true;
    }
    m = /^@@RC \d+((?: +-?\d+)+)$/.exec(line);
    if (m) {
      if (this.op) [this.op.rc, ...this.op.beside] = m[1]!.trim().split(/ +/).map(Number) as [number];
      this.op = null;
      this.stack = [];
      return true;
    }
    m = /^@@LOOK (boot|final)$/.exec(line);
    if (m) {
      this.state = emptyState();
      if (m[1] === 'boot') this.boot = this.state;
      else this.final = this.state;
      return true;
    }
    return /^@@(KEYS|HMP|DONE| )/.test(line);
  }

  private dom0(line: string): boolean {
    const { state } = this;
    let m =
      /^DEV (\S+) id=\S+ irq=(\d+) pin=([0-4]) line=(\d+) en=(\d+) drv=(\S+)(?: cmd=\S*)?(?: msi=(none|[\d,]+))?(?: physfn=(\S+))?$/.exec(
        line,
      );
    if (m) {
      state.devices[m[1]!] = {
        linux_irq: Number(m[2]),
        pin: '-ABCD'[Number(m[3])]!,
        line: Number(m[4]),
        enable: Number(m[5]),
        driver: m[6]!,
        msi_irqs: (m[7] ?? 'none') === 'none' ? [] : m[7]!.split(',').map(Number),
        ...(m[8] === undefined ? {} : { physfn: m[8] }),
        raw: line,
      };
      return true;
    }
    m = /^SD (\S+) irq=(\d+) en=(\d+) drv=(\S+) msi=([\d,]*)$/.exec(line);
    if (m) {
      const known = this.boot?.devices[m[1]!];
      state.devices[m[1]!] = {
        linux_irq: Number(m[2]),
        pin: known?.pin ?? '-',
        line: known?.line ?? 0,
        enable: Number(m[3]),
        driver: m[4]!,
        msi_irqs: m[5]!.split(',').filter(Boolean).map(Number),
        raw: line,
      };
      return true;
    }
    m = /^XS \/libxl\/pci\/(\w{4})-(\w\w)-(\w\w)-(\d)(?:\/(\w+))? = "(.*)"$/.exec(line);
    if (m) {
      state.claims ??= {};
      const sbdf = `${m[1]}:${m[2]}:${m[3]}.${m[4]}`;
      state.claims[sbdf] = m[5] === 'domid' ? Number(m[6]) : (state.claims[sbdf] ?? null);
      return true;
    }
    m = /^INT +(\d+): +([\d ]+?) +(\S+) +(\S+) *(.*)$/.exec(line);
    if (m) {
      const count = m[2]!.split(/ +/).reduce((sum, n) => sum + Number(n), 0);
      state.linux_irqs[m[1]!] = { count, actions: m[5]!.trim(), raw: line };
      return true;
    }
    m =
      /([0-9a-f]{4}:\w\w:\w\w\.\d): PCI INT ([A-D]) -> (?:Link\[(\w+)\] -> )?GSI (\d+) \((\w+), (\w+)\) -> IRQ \d+/.exec(
        line,
      );
    if (m) {
      this.prt[m[1]!] ??= {
        pin: m[2] as LabRoute['pin'],
        link: m[3] ?? null,
        gsi: Number(m[4]),
        trigger: m[5]!,
        polarity: m[6]!,
      };
      return true;
    }
    m = /^HMP\| +pin (\d+) +0x\w+ dest=\d+ vec=\d+ +active-(lo|hi) (edge|level) +(masked)?/.exec(line);
    if (m) {
      state.hw_ioapic ??= {};
      state.hw_ioapic[m[1]!] = {
        polarity: m[2] === 'lo' ? 'low' : 'high',
        trigger: m[3]!,
        masked: m[4] !== undefined,
        raw: line,
      };
      return true;
    }
    m = /^hypervisor: xen guest_type=(\w+)$/.exec(line);
    if (m) {
      this.system.guestType = m[1]!;
      return true;
    }
    m = /Linux version (\S+)/.exec(line);
    if (m) this.system.linux ??= m[1]!;
    return m !== null;
  }

  private xen(line: string): boolean {
    const { state } = this;
    if (!line.startsWith('(XEN)')) return false;
    let m =
      /^\(XEN\) +IRQ: +(\d+) vec:\w+ (\S+) +status=([0-9a-f]+) aff:\S+ (in-flight=\d+ d.*|mapped, unbound|.*\(\)|)$/.exec(
        line,
      );
    if (m) {
      const bound = [...m[4]!.matchAll(/d(\d+): *(-?\d+)\(...\)/g)].map(([, dom, pirq]) => ({
        dom: Number(dom),
        pirq: Number(pirq),
      }));
      state.xen_irqs[m[1]!] = { type: m[2]!, status: m[3]!, bound, raw: line };
      return true;
    }
    m =
      /^\(XEN\) +Apic 0x(\w+), Pin +(\d+): vec=\w+ delivery=\S+ *dest=\S+ status=\d polarity=([01]) irr=\d trig=([LE]) mask=([01])/.exec(
        line,
      );
    if (m) {
      const base = this.ioapics.find((io) => io.id === parseInt(m![1]!, 16))?.gsi_base;
      if (base === undefined) return false;
      state.pins[base + Number(m[2])] = {
        trigger: m[4] === 'L' ? 'level' : 'edge',
        polarity: m[3] === '1' ? 'low' : 'high',
        masked: m[5] === '1',
        raw: line,
      };
      return true;
    }
    m = /^\(XEN\) IOAPIC\[\d+\]: apic_id (\d+), version \d+, address \S+, GSI (\d+)-(\d+)/.exec(line);
    if (m) {
      const [id, base, end] = m.slice(1).map(Number);
      if (!this.ioapics.some((io) => io.id === id))
        this.ioapics.push({ id: id!, gsi_base: base!, pins: end! - base! + 1 });
      return true;
    }
    m = /^\(XEN\) General information for domain (\d+)/.exec(line);
    if (m) {
      this.domain = `d${m[1]}`;
      return true;
    }
    m = /^\(XEN\) +Interrupts \{ ?([\d, -]*?) ?\}$/.exec(line);
    if (m && this.domain !== null) {
      state.irq_caps ??= {};
      state.irq_caps[this.domain] = m[1]!;
      return true;
    }
    m = /^\(XEN\) ([0-9a-f]{4}:\w\w:\w\w\.\d) - (\S+) - node/.exec(line);
    if (m) {
      state.owners ??= {};
      state.owners[m[1]!] = m[2]!;
      return true;
    }
    if (/^\(XEN\) d\d+: bind: /.test(line)) {
      this.op?.messages.push(line);
      return true;
    }
    if (/^\(XEN\) (Panic on CPU|RIP: |FATAL |Faulting linear address)/.test(line)) {
      this.op?.lastWords.push(line);
      return true;
    }
    m = /^\(XEN\) Xen version (\S+)/.exec(line);
    if (m) this.system.xen ??= m[1]!;
    return m !== null;
  }
}

/** Caller and callee where the caller ends in a jump. */
const TAIL_CALLS = new Set([
  'mp_register_gsi io_apic_set_pci_routing',
  'physdev_map_pirq allocate_and_map_gsi_pirq',
  'physdev_map_pirq allocate_and_map_msi_pirq',
  'hvm_physdev_op do_physdev_op',
]);

const emptyState = (): OpenState => ({ devices: {}, linux_irqs: {}, xen_irqs: {}, pins: {} });

const closed = ({ fn, args, ret, out, sub }: OpenCall): LabCall => ({
  fn,
  args,
  ret,
  ...(out === undefined ? {} : { out }),
  ...(sub.length > 0 ? { sub: sub.map(closed) } : {}),
});
