import { gsiFromPrt, type Route } from './hardware/routing.js';
import { isServed, type PciDevice, type Polarity, type Topology } from './hardware/topology.js';
import {
  gsi,
  numbering,
  type Gsi,
  type IrqIx,
  type LineIx,
  type LinuxIrq,
  type Numbering,
  type Pirq,
  type PirqIx,
} from './numbers.js';
import type { Design } from './designs/design.js';

/** NR_IRQS_LEGACY: GSIs below are ISA irqs (arch/x86/include/asm/irq_vectors.h, Linux 6.1). */
export const ISA_IRQS = 16;

/** What acpi_pci_irq_enable stores for a device whose line firmware declares unconnected (include/linux/interrupt.h). */
export const IRQ_NOTCONNECTED = 0x80000000;

/** A device the scripts touch. */
export interface ScopedDevice extends PciDevice {
  readonly route: Route;
  /** Where its wire really goes; null where nobody knows. */
  readonly wire: { readonly gsi: Gsi; readonly polarity: Polarity } | null;
}

/**
 * What a system carries: only what its scripts can touch, with the real numbers. The cone closes over number values,
 * since the bug of thread 000 is an irq number that happens to be the GSI of a line no script mentions.
 */
export interface Scope {
  readonly topology: Topology;
  readonly devices: readonly ScopedDevice[];
  /** `dom0` first. */
  readonly domains: readonly string[];
  /** Links the scripts' devices use. */
  readonly links: readonly string[];
  readonly lines: Numbering<Gsi, LineIx>;
  readonly irqs: Numbering<LinuxIrq, IrqIx>;
  readonly pirqs: Numbering<Pirq, PirqIx>;
  /** Xen's nr_irqs_gsi: one more than the highest GSI of any IO-APIC, at least 16. */
  readonly nrIrqsGsi: number;
  /** Linux arch_dynirq_lower_bound: where the search for a free irq number starts. */
  readonly dynamicFloor: number;
  /** The dynamic irq numbers that something unmodelled already holds at boot. */
  readonly takenAtBoot: number;
  /** Is the GSI on an IO-APIC whose irq domain is LEGACY, so that irq == GSI? */
  isLegacy(g: Gsi): boolean;
}

/** What the scripts can allocate besides lines: bounds the irq numbers a system can reach. */
export interface Demand {
  readonly domUs: number;
  readonly msiVectors: number;
  readonly eventChannels: number;
}

/** The devices, lines and numbers of a system. `sbdfs` are the devices its scripts name, all of them in `topology`. */
export function scopeOf(topology: Topology, sbdfs: readonly string[], demand: Demand, design: Design): Scope {
  const wires = new Map(topology.wires.map((w) => [w.sbdf, w]));
  const devices = sbdfs.map((address): ScopedDevice => {
    const device = topology.devices.find((d) => d.sbdf === address)!;
    const wire = wires.get(address);
    return {
      ...device,
      route: gsiFromPrt(topology, device),
      wire: wire ? { gsi: gsi(wire.gsi), polarity: wire.polarity } : null,
    };
  });
  const links = [...new Set(devices.flatMap((d) => (d.route.kind === 'link' ? [d.route.link] : [])))];

  const nrIrqsGsi = Math.max(ISA_IRQS, ...topology.ioapics.map((io) => io.gsiBase + io.pins));
  const legacy = topology.ioapics.filter((io) => io.gsiBase < ISA_IRQS);
  const isLegacy = (g: Gsi): boolean => legacy.some((io) => g >= io.gsiBase && g < io.gsiBase + io.pins);
  const ioapicDynirqBase = Math.max(0, ...legacy.map((io) => io.gsiBase + io.pins));
  const dynamicFloor = design.dom0 === 'pv' ? nrIrqsGsi : ioapicDynirqBase || nrIrqsGsi;

  const routed = new Set<Gsi>(devices.flatMap((d) => possibleGsis(topology, d.route)));
  for (const d of devices) if (d.wire) routed.add(d.wire.gsi);

  const dynamicLines =
    design.dom0 === 'pv' ? 0 : [...routed].filter((g) => !isLegacy(g) && isServed(topology, g)).length;
  const dynamicCount = dynamicLines + demand.msiVectors + demand.eventChannels;
  const firstFree = dynamicFloor + topology.irqsTakenAtBoot;
  const dynamicIrqs = Array.from({ length: dynamicCount }, (_, i) => firstFree + i);
  const fixedIrqs = [...routed].filter((g) => design.dom0 === 'pv' || isLegacy(g));
  const firmwareIrqs = devices.map((d) => (d.pin === null ? 0 : d.interruptLine));
  if (devices.some((d) => d.route.kind === 'no-entry' && d.interruptLine === 0xff))
    firmwareIrqs.push(IRQ_NOTCONNECTED);
  const irqs = numbering<LinuxIrq, IrqIx>([...dynamicIrqs, ...fixedIrqs, ...firmwareIrqs]);

  const sources = [design.libxl.gsiSource, design.qemu.gsiSource];
  const usesIrqAsGsi =
    design.dom0 === 'pv' ||
    sources.includes('sysfs-irq') ||
    (sources.includes('gsi-sysfs') && design.linux.tellsGsi !== 'gsi-sysfs');
  // QEMU's machine_irq and libxc's are uint8_t.
  const cutToBytes = design.qemu.gsiSource !== 'privcmd-sbdf' || design.xen.bindTakes !== 'pirq';
  const confused = [
    ...(usesIrqAsGsi ? irqs.numbers.flatMap((n) => [n, n & 0xff]) : []),
    ...(cutToBytes ? [...routed].map((n) => n & 0xff) : []),
  ].filter((n) => n > 0 && n < nrIrqsGsi);
  const lines = numbering<Gsi, LineIx>([...routed, ...confused]);

  // Where Xen chooses the pirq it takes the lowest; tools that pass an irq number choose themselves.
  const xenChooses =
    design.dom0 === 'pvh' &&
    (sources.includes('privcmd-sbdf') || sources.includes('xen-relation') || design.xen.bindTakes === 'gsi');
  const lowest = xenChooses ? Array.from({ length: Math.max(1, lines.count) }, (_, i) => ISA_IRQS + i) : [];
  const pirqNumbers = new Set<number>([...lowest, ...lines.numbers]);
  if (usesIrqAsGsi) for (const n of irqs.numbers) if (n < nrIrqsGsi) pirqNumbers.add(n).add(n & 0xff);
  pirqNumbers.delete(0);
  return {
    topology,
    devices,
    domains: ['dom0', ...Array.from({ length: demand.domUs }, (_, i) => `dom${i + 1}`)],
    links,
    lines,
    irqs,
    pirqs: numbering<Pirq, PirqIx>(pirqNumbers),
    nrIrqsGsi,
    dynamicFloor,
    takenAtBoot: topology.irqsTakenAtBoot,
    isLegacy,
  };
}

function possibleGsis(topology: Topology, route: Route): Gsi[] {
  if (route.kind === 'gsi') return [route.gsi];
  if (route.kind !== 'link') return [];
  return topology.links.find((l) => l.name === route.link)!.possible.map(gsi);
}
