import { ENODEV } from '../errno.js';
import { gsi, type LineIx } from '../numbers.js';
import type { Model } from '../model.js';
import { ISA_IRQS } from '../scope.js';
import type { Topology } from '../hardware/topology.js';

const PCI_POSSIBLE = 16 ** 2;
const PCI_USING = 16 ** 3;
const ISA_TYPICAL = 16 ** 4;
const ISA_USED = 16 ** 5;
const ISA_ALWAYS = 16 ** 6;

/** acpi_isa_irq_penalty (drivers/acpi/pci_link.c, Linux 6.1). */
const isaPenalty = (irq: number): number =>
  irq < 3 ? ISA_ALWAYS : irq < 9 ? ISA_TYPICAL : irq < 12 ? 0 : ISA_USED;

/** acpi_irq_get_penalty (drivers/acpi/pci_link.c, Linux 6.1) for a topology's links with the given active GSIs. */
function penalty(topology: Topology, activeOf: (link: string) => number | null, irq: number): number {
  if (irq < ISA_IRQS) return isaPenalty(irq);
  let sum = 0;
  for (const link of topology.links) {
    if (activeOf(link.name) === irq) sum += PCI_USING;
    if (link.possible.includes(irq)) sum += Math.floor(PCI_POSSIBLE / link.possible.length);
  }
  return sum;
}

/**
 * acpi_pci_link_allocate_irq (drivers/acpi/pci_link.c, Linux 6.1), under acpi_link_lock. Returns the line index or
 * -ENODEV. The first allocation chooses, later ones find it `initialized`; nothing ever gives the choice back.
 */
export function acpiPciLinkAllocateIrq(m: Model, name: string): number {
  const { topology, links, lines } = m.scope;
  const ix = links.indexOf(name);
  const link = topology.links.find((l) => l.name === name)!;
  const activeOf = (other: string): number | null => {
    const at = links.indexOf(other);
    if (at < 0) return topology.links.find((l) => l.name === other)!.current;
    const active = m.linux.linkActive[at]!;
    return active === 0 ? null : topology.links.find((l) => l.name === other)!.possible[active - 1]!;
  };
  if (m.linux.linkInitialized[ix] === 0) {
    const active = m.linux.linkActive[ix]!;
    let chosen = active > 0 ? active - 1 : link.possible.length - 1;
    for (let i = link.possible.length - 1; i >= 0; i--)
      if (
        penalty(topology, activeOf, link.possible[i]!) < penalty(topology, activeOf, link.possible[chosen]!)
      )
        chosen = i;
    if (penalty(topology, activeOf, link.possible[chosen]!) >= ISA_ALWAYS) return ENODEV;
    m.linux.linkActive[ix] = chosen + 1;
    m.linux.linkInitialized[ix] = 1;
  }
  return lines.index(gsi(link.possible[m.linux.linkActive[ix]! - 1]!)) as LineIx;
}
