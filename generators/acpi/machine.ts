import type { Polarity, Trigger } from '../../model/hardware/topology.js';
import type { MadtIoapic, MadtOverride } from './madt.js';
import type { McfgSegment } from './mcfg.js';

/** A PCI root bridge (PNP0A03, PNP0A08). */
export interface RootBridge {
  /** ACPI path, `\_SB.PCI0`. */
  path: string;
  hid: string | null;
  segment: number;
  bbn: number | null;
  crsBus: [first: number, last: number] | null;
  bus: number;
  busSource: '_CRS' | '_BBN' | 'default';
}

/** Where a bridge sits below its root: device and function of each bridge on the way, outermost first. */
export type BridgePath = [device: number, fn: number][];

/** An entry exactly as firmware returned it; pins above 3 and repetitions included. */
export interface PrtEntry {
  device: number;
  function: number;
  pin: number;
  /** A fixed GSI, or a link by its ACPI path. */
  to: { gsi: number } | { link: string; index: number };
}

export interface PrtTable {
  path: string;
  root: string;
  bridgePath: BridgePath;
  /** `ok`, or `error:AE_...` when the interpreter could not evaluate it: the bridge then has no table. */
  status: string;
  entries: PrtEntry[];
}

/** A PNP0C0F interrupt link device. */
export interface LinkDevice {
  path: string;
  /** From `_PRS`; empty when that is missing or unreadable. */
  possible: number[];
  trigger: Trigger;
  polarity: Polarity;
  /** From `_CRS`, with hardware reading as zero; null when disabled. */
  current: number | null;
}

export interface Ioapic extends MadtIoapic {
  pins: number;
  pinsInferred: boolean;
}

/** What the tables of a machine say, before anything is dropped, renumbered or assumed (but for inferred pins). */
export interface AcpiMachine {
  place: string;
  ioapics: Ioapic[];
  overrides: MadtOverride[];
  pcatCompat: boolean;
  /** Interrupt source of the SCI; null without a FADT. */
  sci: number | null;
  /** Null without an MCFG. */
  mcfg: McfgSegment[] | null;
  roots: RootBridge[];
  prt: PrtTable[];
  links: LinkDevice[];
}
