/**
 * One run of a real machine, line by line in order, before it is put into the model's words. It is what `readTranscript`
 * makes of a console, and what the first 31 runs of the lab were kept as.
 */

/** A function of Xen's that ran, with what it called, as the gdbstub tracer saw it. */
export interface LabCall {
  readonly fn: string;
  readonly args: string;
  /** Null where the return was not seen; meaningless for functions that return nothing. */
  readonly ret: number | null;
  /** Values written through pointers: `pirq=16`. */
  readonly out?: string;
  readonly sub?: readonly LabCall[];
}

/** A kprobe of dom0's kernel that fired. */
export interface LabProbe {
  readonly task?: string;
  readonly ev: string;
  readonly args: string;
  /** Of a return: the function it returned to. */
  readonly caller?: string;
}

export interface LabDevice {
  readonly linux_irq: number;
  readonly pin: string;
  readonly line: number;
  readonly enable: number;
  readonly driver: string;
  readonly msi_irqs: readonly number[];
  /** Of a virtual function. */
  readonly physfn?: string;
  readonly raw?: string;
}

export interface LabIrq {
  readonly type: string;
  /** IRQ_* bits, hexadecimal. */
  readonly status: string;
  readonly bound: readonly { readonly dom: number; readonly pirq: number }[];
  readonly raw?: string;
}

export interface LabPin {
  readonly trigger: string;
  readonly polarity: string;
  readonly masked: boolean;
  readonly raw?: string;
}

export interface LabLinuxIrq {
  readonly count: number;
  readonly actions: string;
  readonly raw?: string;
}

export interface LabState {
  readonly devices: Readonly<Record<string, LabDevice>>;
  readonly linux_irqs: Readonly<Record<string, LabLinuxIrq>>;
  readonly xen_irqs: Readonly<Record<string, LabIrq>>;
  readonly pins: Readonly<Record<string, LabPin>>;
  /** Key `q`: interrupt rights by domain (`d0`), as ranges: `1-47, 49-50`. */
  readonly irq_caps?: Readonly<Record<string, string>>;
  /** Key `Q`: owner by SBDF, e.g. `d1` or `DomIO:8005`. */
  readonly owners?: Readonly<Record<string, string>>;
  /** /libxl/pci in xenstore, by SBDF: the domid kept there, or null. */
  readonly claims?: Readonly<Record<string, number | null>>;
  /** QEMU's `info pic`, by pin of the real chip. */
  readonly hw_ioapic?: Readonly<Record<string, LabPin>>;
}

export interface LabOp {
  /** What the lab calls it. Empty where `script` says it. */
  readonly op: string;
  readonly bdf?: string;
  readonly bdfs?: readonly string[];
  readonly hide?: readonly string[];
  readonly domain?: string;
  /** The operation as lines of the script language, separated by semicolons; `&` between what several threads do at once. */
  readonly script?: string;
}

export interface LabStep {
  readonly op: LabOp;
  /** Exit code of the command; null where Xen died before it ended. */
  readonly rc: number | null;
  /** What Xen printed as it died. */
  readonly lastWords?: readonly string[];
  /** Those of the threads that ran beside the first. */
  readonly beside?: readonly number[];
  readonly xen_calls: readonly LabCall[];
  readonly linux_calls: readonly LabProbe[];
  /** What Xen and the tools printed meanwhile. */
  readonly messages?: readonly string[];
  readonly after: LabState;
}

export interface LabRoute {
  readonly pin: 'A' | 'B' | 'C' | 'D';
  readonly link?: string | null;
  readonly gsi: number;
  readonly trigger: string;
  readonly polarity: string;
}

export interface LabIoapic {
  readonly id: number;
  readonly gsi_base: number;
  readonly pins: number;
}

export interface LabRun {
  readonly name: string;
  /** `label`: dom0 kind, Xen and Linux, e.g. `pvh-420-612`. */
  readonly system: {
    readonly label: string;
    readonly xen?: string;
    readonly linux?: string;
    /** What /sys/hypervisor/guest_type said last: PVH, PV. */
    readonly guestType?: string;
  };
  readonly ioapics: readonly LabIoapic[];
  /** What Linux printed when it routed a device. */
  readonly prt: Readonly<Record<string, LabRoute>>;
  readonly boot: { readonly state: LabState };
  readonly steps: readonly LabStep[];
  readonly final: { readonly state: LabState };
}

/**
 * With two IO-APICs the lab's first one is a read-only fake, so the pins of GSIs below 24 say nothing about Xen, and only
 * the last one is the chip that QEMU shows.
 */
export const pinsAreReal = (run: Pick<LabRun, 'ioapics'>, gsi: number): boolean =>
  run.ioapics.length === 1 || gsi >= 24;
