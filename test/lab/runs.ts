import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A function of Xen's that ran, as the gdbstub tracer of the lab recorded it. */
export interface LabCall {
  readonly fn: string;
  readonly args: string;
  readonly ret: number | null;
  readonly sub?: readonly LabCall[];
}

export interface LabDevice {
  readonly linux_irq: number;
  readonly pin: string;
  readonly line: number;
  readonly enable: number;
  readonly driver: string;
  readonly msi_irqs: readonly number[];
}

export interface LabIrq {
  readonly type: string;
  /** IRQ_* bits, hexadecimal. */
  readonly status: string;
  readonly bound: readonly { readonly dom: number; readonly pirq: number }[];
}

export interface LabPin {
  readonly trigger: string;
  readonly polarity: string;
  readonly masked: boolean;
}

export interface LabState {
  readonly devices: Readonly<Record<string, LabDevice>>;
  readonly linux_irqs: Readonly<Record<string, { readonly count: number; readonly actions: string }>>;
  readonly xen_irqs: Readonly<Record<string, LabIrq>>;
  readonly pins: Readonly<Record<string, LabPin>>;
}

export interface LabOp {
  readonly op: string;
  readonly bdf?: string;
  readonly bdfs?: readonly string[];
  readonly hide?: readonly string[];
  readonly domain?: string;
}

export interface LabStep {
  readonly op: LabOp;
  readonly rc: number;
  readonly xen_calls: readonly LabCall[];
  readonly linux_calls: readonly { readonly ev: string; readonly args: string }[];
  readonly after: LabState;
}

/** One run of real Xen; the fields this comparison uses (`ground-truth/README.md` of the lab describes them all). */
export interface LabRun {
  readonly name: string;
  readonly system: { readonly label: string };
  readonly ioapics: readonly { readonly id: number; readonly gsi_base: number; readonly pins: number }[];
  readonly prt: Readonly<
    Record<
      string,
      { pin: 'A' | 'B' | 'C' | 'D'; link: string; gsi: number; trigger: string; polarity: string }
    >
  >;
  readonly ops: readonly LabOp[];
  readonly boot: { readonly state: LabState };
  readonly steps: readonly LabStep[];
  readonly final: {
    readonly table: readonly {
      readonly bdf: string;
      readonly owner: string | null;
      /** What QEMU's own IO-APIC says (`info pic`). */
      readonly hw_pin: LabPin | null;
    }[];
    readonly state: { readonly irq_caps: Readonly<Record<string, string>> };
  };
}

/** The folder of the runs, or the reason why there is none. */
export function groundTruth(): { readonly folder: string } | { readonly missing: string } {
  const machines = process.env['PIRQCHECK_MACHINES'];
  if (!machines) return { missing: 'PIRQCHECK_MACHINES is not set' };
  const folder = join(machines, '..', 'lab', 'ground-truth');
  return existsSync(folder) ? { folder } : { missing: 'no lab/ground-truth beside PIRQCHECK_MACHINES' };
}

export function readRuns(folder: string): LabRun[] {
  return readdirSync(folder)
    .filter((f) => f.endsWith('.json') && !f.endsWith('.scenario.json'))
    .sort()
    .map((f) => JSON.parse(readFileSync(join(folder, f), 'utf8')) as LabRun);
}

/** Two IO-APICs: the first is a read-only fake page, so the pins of GSIs below 24 say nothing. */
export const pinsAreReal = (run: LabRun, gsi: number): boolean => run.ioapics.length === 1 || gsi >= 24;
