import type { LabDevice, LabIoapic, LabIrq, LabLinuxIrq, LabPin, LabRoute, LabRun } from './run.js';

/** What is seen of the machine's state while it is being read. */
export interface OpenState {
  devices: Record<string, LabDevice>;
  linux_irqs: Record<string, LabLinuxIrq>;
  xen_irqs: Record<string, LabIrq>;
  pins: Record<string, LabPin>;
  irq_caps?: Record<string, string>;
  owners?: Record<string, string>;
  claims?: Record<string, number | null>;
  hw_ioapic?: Record<string, LabPin>;
}

export const emptyState = (): OpenState => ({ devices: {}, linux_irqs: {}, xen_irqs: {}, pins: {} });

/** Reads the lines that tell of the machine and its state: of dom0 and its tools, of QEMU, of Xen's debug keys. */
export class StateLines {
  readonly ioapics: LabIoapic[] = [];
  readonly prt: Record<string, LabRoute> = {};
  readonly system: Omit<{ -readonly [K in keyof LabRun['system']]: LabRun['system'][K] }, 'label'> = {};
  /** The domain that Xen's key `q` prints. */
  private domain: string | null = null;

  /** Does it know the line? What it says goes into `state`; `boot` is what was seen of the machine at first. */
  read(line: string, state: OpenState, boot: OpenState | null): boolean {
    return this.dom0(line, state, boot) || this.xen(line, state);
  }

  private dom0(line: string, state: OpenState, boot: OpenState | null): boolean {
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
      const known = boot?.devices[m[1]!];
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
    if (line === 'XS /libxl/pci') {
      state.claims ??= {};
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

  private xen(line: string, state: OpenState): boolean {
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
    m = /^\(XEN\) Xen version (\S+)/.exec(line);
    if (m) this.system.xen ??= m[1]!;
    return m !== null;
  }
}
