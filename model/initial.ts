import { isServed } from './hardware/topology.js';
import type { Model } from './model.js';
import { domLine } from './model.js';
import { DOM0, type LineIx, type PirqIx } from './numbers.js';
import { ISA_IRQS } from './scope.js';
import { Domain, Handler, IrqUser, Owner } from './state.js';
import { mapDomainPirq } from './xen/pirq.js';

/** The state when dom0's init starts: nothing but firmware, Xen's and Linux's boot code has run (section 1 of the facts). */
export function setInitialState(m: Model, paused: ReadonlySet<string>): void {
  bootXen(m);
  bootLinux(m);
  m.scope.domains.forEach((name, d) => {
    m.xen.domain[d] = paused.has(name) ? Domain.PAUSED : Domain.RUNNING;
    if (d !== DOM0) m.qemu.running[d] = 1;
  });
}

/**
 * setup_IO_APIC_irqs (xen/arch/x86/io_apic.c, Xen 4.20) gives ISA pins a handler without setting pin_programmed, and opens
 * the edge triggered ones (lab run pvh-420-612-flatB-1io at boot); dom0_setup_permissions grants dom0 irqs from 1 on.
 */
function bootXen(m: Model): void {
  const { lines, topology } = m.scope;
  for (let line = 0; line < lines.count; line++) {
    const gsi = lines.of(line as LineIx);
    m.xen.irqDisabled[line] = 1;
    m.xen.pinMasked[line] = 1;
    m.xen.irqCaps[domLine(m, DOM0, line as LineIx)] = gsi > 0 ? 1 : 0;
    if (m.design.dom0 === 'pvh') m.xen.vrteMasked[line] = 1;
    if (m.design.xen.unsetPin === 'level-low' && gsi >= ISA_IRQS && isServed(topology, gsi)) {
      m.xen.pinHandler[line] = Handler.LEVEL;
      m.xen.pinLow[line] = 1;
    }
    if (gsi >= ISA_IRQS) continue;
    const override = topology.overrides.find((o) => o.gsi === gsi);
    m.xen.pinHandler[line] = override?.trigger === 'level' ? Handler.LEVEL : Handler.EDGE;
    m.xen.pinMasked[line] = override?.trigger === 'level' ? 1 : 0;
    m.xen.pinLow[line] = override?.polarity === 'low' ? 1 : 0;
  }
  m.scope.devices.forEach((device, dev) => {
    const refused = device.physfn !== undefined && m.design.dom0 === 'pvh' && m.design.xen.vpciRefusesVfs;
    m.xen.owner[dev] = refused ? Owner.NONE : Owner.DOM0;
  });
}

/**
 * pci_read_irq takes the Interrupt Line byte. ISA pins are registered at boot: on a PVH dom0 by setup_IO_APIC_irqs, on a PV
 * dom0 by pci_xen_initial_domain (arch/x86/pci/xen.c, Linux 6.1), which maps but does not set up (boot part of lab run
 * pv-420-612-flatC-1io: map_pirq of 1 to 15, and later enables of those GSIs call setup_gsi only).
 */
function bootLinux(m: Model): void {
  const { lines, irqs, topology, dynamicFloor, takenAtBoot } = m.scope;
  m.scope.devices.forEach((device, dev) => {
    if (device.pin !== null) m.linux.devIrq[dev] = irqs.index(device.interruptLine) + 1;
  });
  irqs.numbers.forEach((n, i) => {
    if (n >= dynamicFloor && n < dynamicFloor + takenAtBoot) m.linux.irqUser[i] = IrqUser.BOOT;
  });
  m.scope.links.forEach((name, i) => {
    const link = topology.links.find((l) => l.name === name)!;
    m.linux.linkActive[i] = link.current === null ? 0 : link.possible.indexOf(link.current) + 1;
  });
  for (let line = 0; line < lines.count; line++) {
    const gsi = lines.of(line as LineIx);
    const irq = irqs.index(gsi);
    if (gsi >= ISA_IRQS || irq < 0 || !m.scope.isLegacy(gsi)) continue;
    if (m.design.dom0 === 'pv' && !mapAtBoot(m, line as LineIx)) continue;
    const override = topology.overrides.find((o) => o.gsi === gsi);
    m.linux.irqUser[irq] = IrqUser.GSI;
    m.linux.gsiIrq[line] = irq + 1;
    m.linux.gsiCount[line] = 1;
    m.linux.gsiLevel[line] = override?.trigger === 'level' ? 1 : 0;
    m.linux.gsiLow[line] = override?.polarity === 'low' ? 1 : 0;
  }
}

/** A PV dom0's pirq of an ISA GSI; false for irq 0, to which dom0 has no right. */
function mapAtBoot(m: Model, line: LineIx): boolean {
  const pirq = m.scope.pirqs.index(m.scope.lines.of(line));
  if (pirq < 0 || m.xen.irqCaps[domLine(m, DOM0, line)] === 0) return false;
  return mapDomainPirq(m, DOM0, pirq as PirqIx, line) === 0;
}
