/**
 * The number spaces of PCI passthrough, each its own type: the bug that started thread 000 was one of them used as
 * another. A value of one space enters another only through a function that names the conversion.
 */
declare const space: unique symbol;
export type NumberOf<Space extends string> = number & { readonly [space]: Space };

/** Global system interrupt: IO-APIC GSI base + pin (ACPI 6.5, section 5.2.13). Xen identifies irqs below `nr_irqs_gsi` with it. */
export type Gsi = NumberOf<'gsi'>;
/** Number of a Linux irq descriptor, as in /proc/interrupts and sysfs `irq`. */
export type LinuxIrq = NumberOf<'linux-irq'>;
/** Xen's per-domain handle of an interrupt. */
export type Pirq = NumberOf<'pirq'>;
/** Index of a PCI function within the system. */
export type Dev = NumberOf<'device'>;
/** Index of a domain within the system; 0 is dom0. */
export type Dom = NumberOf<'domain'>;

/** Dense index of a line (a GSI, or a Xen irq below `nr_irqs_gsi` that no IO-APIC serves) within the system. */
export type LineIx = NumberOf<'line-index'>;
/** Dense index of a Linux irq number within the system. */
export type IrqIx = NumberOf<'linux-irq-index'>;
/** Dense index of a pirq number within the system. */
export type PirqIx = NumberOf<'pirq-index'>;

export const gsi = (n: number): Gsi => n as Gsi;
export const linuxIrq = (n: number): LinuxIrq => n as LinuxIrq;
export const pirq = (n: number): Pirq => n as Pirq;

/** The domain that runs the toolstack and the drivers of unassigned devices. */
export const DOM0 = 0 as Dom;

/**
 * A sorted list of the real numbers of one space that a system can reach, and the dense indices that stand for them in
 * the state. Rules compute with indices; traces and number confusions see the real values.
 */
export interface Numbering<N extends number, Ix extends number> {
  readonly count: number;
  readonly numbers: readonly N[];
  /** The real number behind an index. */
  of(ix: Ix): N;
  /** The index of a real number, or -1 if the system does not carry it. */
  index(n: number): Ix | -1;
}

/** Builds a numbering from any collection of numbers; duplicates collapse. */
export function numbering<N extends number, Ix extends number>(numbers: Iterable<number>): Numbering<N, Ix> {
  const sorted = [...new Set(numbers)].sort((a, b) => a - b) as N[];
  const byNumber = new Map<number, Ix>(sorted.map((n, i) => [n, i as Ix]));
  return {
    count: sorted.length,
    numbers: sorted,
    of: (ix) => sorted[ix]!,
    index: (n) => byNumber.get(n) ?? -1,
  };
}
