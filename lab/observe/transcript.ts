import { InputError } from '../../model/input-error.js';
import { CallLines, closed, type OpenCall } from './call-lines.js';
import type { LabProbe, LabRun } from './run.js';
import { emptyState, StateLines, type OpenState } from './state-lines.js';
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
 *     XS /libxl/pci                          what xenstore keeps of assignable devices follows: all of it
 *     XS /libxl/pci/0000-00-06-0/domid = "1"                                          ... the guest that has one
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

/** Beginnings that promise an observation: the rest must be readable. */
const PROMISES =
  /^(DEV |SD |INT |XS |HMP\| +pin |XTR[<>] |FTR |@@|\(XEN\) +IRQ: |\(XEN\) +Apic 0x|\(XEN\) +Interrupts \{)/;

class Reader {
  private readonly calls = new CallLines();
  private readonly machine = new StateLines();
  private readonly steps: OpenStep[] = [];
  private boot: OpenState | null = null;
  private final: OpenState | null = null;
  private state: OpenState = emptyState();
  private op: OpenStep | null = null;

  constructor(
    private readonly name: string,
    private readonly warn: (line: string) => void,
  ) {}

  read(line: string, number: number): void {
    const known =
      this.calls.read(line, this.op, this.steps.at(-1)) ||
      this.marker(line) ||
      this.xen(line) ||
      this.machine.read(line, this.state, this.boot);
    if (known || !PROMISES.test(line)) return;
    const place = `${this.name}:${number}`;
    if (/^(XTR|FTR|@@)/.test(line)) throw new InputError(place, `cannot be read: ${line}`);
    this.warn(`${place}: cannot be read: ${line}`);
  }

  run(label: string): LabRun {
    if (this.steps.length === 0) throw new InputError(this.name, 'no operation: there is no @@OP line');
    const open = this.steps.find((s) => s.rc === null && s.lastWords.length === 0);
    if (open) throw new InputError(this.name, `"${open.script}" did not end: there is no @@RC line of it`);
    const { ioapics, prt, system } = this.machine;
    if (ioapics.length === 0) throw new InputError(this.name, "Xen's lines IOAPIC[n]: ... are missing");
    return {
      name: this.name,
      system: { label, ...system },
      ioapics,
      prt,
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

  private marker(line: string): boolean {
    let m = /^@@OP \d+ (.*)$/.exec(line);
    if (m) {
      this.calls.reset();
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
      const [rc, ...beside] = m[1]!.trim().split(/ +/).map(Number);
      // One each, or a line has been mangled.
      if (!this.op || this.op.script.split('&').length !== 1 + beside.length) return false;
      this.op.rc = rc!;
      this.op.beside = beside;
      this.op = null;
      this.calls.reset();
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

  /** What Xen says by itself in an operation. */
  private xen(line: string): boolean {
    if (/^\(XEN\) d\d+: bind: /.test(line)) {
      this.op?.messages.push(line);
      return true;
    }
    if (/^\(XEN\) (Panic on CPU|RIP: |FATAL |Faulting linear address)/.test(line)) {
      this.op?.lastWords.push(line);
      return true;
    }
    return false;
  }
}
