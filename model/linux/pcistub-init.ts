import { chosen, given, local, nothing, seq, step, tolerating, unwinding, when, type Code } from '../code.js';
import { EEXIST, EINVAL } from '../errno.js';
import { at, devName, gsiName, type Context } from '../model.js';
import { DOM0, type Dev, type IrqIx, type LineIx, type PirqIx } from '../numbers.js';
import { Owner } from '../state.js';
import { GUEST_IRQ } from '../xen/guest-irq.js';
import { physdevFilter } from '../xen/hypercall-filter.js';
import { mpRegisterGsi } from '../xen/ioapic-pins.js';
import { allocateAndMapGsiPirq, unmapDomainPirq } from '../xen/pirq.js';
import { vioapicUnmask } from '../xen/vioapic.js';
import { lineOfIrq } from './ioapic-domain.js';
import { pciDisableDevice, pciEnableDevice } from './pci-enable.js';
import { acpiPciLinkAllocateIrq } from './pci-link.js';

/** pcistub_init_device, in its order (section 2.9 of the facts). No interrupt is requested, so no pin is ever unmasked here. */
export function pcistubInitDevice(c: Context, dev: Dev): Code {
  const { m } = c;
  const isPvh = m.design.dom0 === 'pvh';
  const configure = (): Code => {
    const pin = isPvh ? m.design.linux.pcibackPin : 'nothing';
    return seq(
      given(pin === 'unmask-irq', () => unmaskIrq(c, dev)),
      given(pin === 'pcibios-enable', () => pcibiosEnableDevice(c, dev)),
      given(pin === 'map-and-setup-self', () => xenPvhPassthroughGsi(c, dev)),
    );
  };
  return seq(
    pciEnableDevice(c, dev),
    chosen(configure),
    resetFunction(c, dev),
    given(isPvh && m.design.linux.pcibackNotifyReset, () => xenResetDevice(c, dev)),
    chosen(() => given(isPvh, () => xenPvhSetupGsi(c, dev))),
    pciDisableDevice(c, dev),
  );
}

/** __pci_reset_function_locked: a function that is reset no longer drives its interrupt (PCIe 5.0, 6.6.2). */
export function resetFunction(c: Context, dev: Dev): Code {
  const { m } = c;
  return step({
    actor: 'pciback',
    fn: '__pci_reset_function_locked',
    args: devName(m, dev),
    reads: [],
    writes: [at('hw.dev', dev)],
    run: () => {
      m.hw.asserted[dev] = 0;
      return 0;
    },
  });
}

/**
 * PHYSDEVOP_pci_device_reset (xen/drivers/pci/physdev.c, Xen 4.20). A record without owner, as vPCI leaves it behind for an
 * SR-IOV VF, is dereferenced: Xen crashes (lab finding 1).
 */
export function xenResetDevice(c: Context, dev: Dev): Code {
  const { m } = c;
  return step({
    actor: 'pciback',
    fn: 'PHYSDEVOP_pci_device_reset',
    args: devName(m, dev),
    reads: [at('xen.pdev', dev)],
    writes: ['xen.host'],
    run: () => {
      const filtered = physdevFilter(m.design, 'pci_device_reset');
      if (filtered < 0) return filtered;
      if (m.xen.owner[dev] === Owner.NONE) m.xen.crashed[0] = 1;
      return 0;
    },
  });
}

/**
 * xen_acpi_get_gsi_info and xen_pvh_setup_gsi (drivers/xen/acpi.c and arch/x86/xen/enlighten_pvh.c, Linux 6.12): -EINVAL
 * without pin or route, -EEXIST counts as success. Nothing like the ISA fallback of acpi_pci_irq_enable is tried.
 */
function xenPvhSetupGsi(c: Context, dev: Dev): Code {
  const { m, r } = c;
  const { pcibackPin, tellsGsi } = m.design.linux;
  const setsUp = pcibackPin === 'setup-gsi';
  // A kernel that answers for an SBDF has looked the GSI up, whoever configures the pin.
  if (!setsUp && tellsGsi !== 'privcmd-sbdf') return nothing;
  const remember = step({
    actor: 'pciback',
    fn: 'pcistub_init_device',
    args: () => `${devName(m, dev)}: psdev->gsi = ${m.scope.lines.of((r.gsi - 1) as LineIx)}`,
    reads: [],
    writes: [at('pciback', dev)],
    run: () => {
      m.pciback.gsi[dev] = r.gsi;
      return 0;
    },
  });
  return withGsiInfo(c, dev, (setup) =>
    seq(
      given(setsUp, () => tolerating([EEXIST], setup)),
      remember,
    ),
  );
}

/**
 * xen_pvh_passthrough_gsi (arch/x86/xen/enlighten_pvh.c, version 3 of the series of thread 003): maps the GSI for dom0 itself, then
 * sets it up, and unmaps it only if that fails; a release unmaps nothing (section 7.15 of the facts has it otherwise).
 */
function xenPvhPassthroughGsi(c: Context, dev: Dev): Code {
  const { m, r } = c;
  const number = (): number => m.scope.lines.of((r.gsi - 1) as LineIx);
  const map = step({
    actor: 'pciback',
    fn: 'PHYSDEVOP_map_pirq',
    args: () => `DOMID_SELF, ${gsiName(m, (r.gsi - 1) as LineIx)}`,
    reads: [],
    writes: [at('xen.pirq', DOM0), at('xen.caps', DOM0)],
    run: () => {
      const filtered = physdevFilter(m.design, 'map_pirq');
      if (filtered < 0) return filtered;
      return Math.min(0, allocateAndMapGsiPirq(m, DOM0, number(), number()));
    },
  });
  const unmap = step({
    actor: 'pciback',
    fn: 'PHYSDEVOP_unmap_pirq',
    args: () => `DOMID_SELF, ${gsiName(m, (r.gsi - 1) as LineIx)}`,
    reads: [],
    writes: [...GUEST_IRQ, at('xen.caps', DOM0)],
    run: () =>
      physdevFilter(m.design, 'unmap_pirq') ||
      unmapDomainPirq(m, DOM0, m.scope.pirqs.index(number()) as PirqIx),
  });
  return withGsiInfo(c, dev, (setup) => seq(map, unwinding(tolerating([EEXIST], setup), unmap)));
}

/**
 * unmask_irq(irq_to_desc(dev->irq)) (version 2 of the series of thread 003): the redirection entry is unmasked with the attributes
 * Linux has cached, though nobody handles the irq, and nothing ever masks it again.
 */
function unmaskIrq(c: Context, dev: Dev): Code {
  const { m, r } = c;
  const unmask = step({
    actor: 'pciback',
    fn: 'unmask_irq',
    args: () => `${devName(m, dev)}, irq ${m.scope.irqs.numbers[m.linux.devIrq[dev]! - 1] ?? 0}`,
    reads: [at('linux.dev', dev), 'linux.gsi'],
    writes: [],
    run: () => {
      const irq = m.linux.devIrq[dev]!;
      r.gsi = irq === 0 ? 0 : lineOfIrq(m, (irq - 1) as IrqIx) + 1;
      return 0;
    },
  });
  return seq(
    unmask,
    when(() => r.gsi !== 0, vioapicUnmask(c)),
    local(() => (r.gsi = 0)),
  );
}

/**
 * pcibios_enable_device, which pci_enable_device has just called: irq_managed is set, so that nothing happens (section 7.13
 * of the facts).
 */
function pcibiosEnableDevice(c: Context, dev: Dev): Code {
  return step({
    actor: 'pciback',
    fn: 'pcibios_enable_device',
    args: devName(c.m, dev),
    reads: [],
    writes: [],
    run: () => 0,
  });
}

/** Looks the GSI up as ACPI has it, and hands `use` the step that sets it up; -EINVAL without pin or route. */
function withGsiInfo(c: Context, dev: Dev, use: (setup: Code) => Code): Code {
  const { m, r } = c;
  const { route } = m.scope.devices[dev]!;
  if (route.kind === 'no-pin' || route.kind === 'no-entry') {
    if (m.design.linux.missingGsiOk) return nothing;
    return step({
      actor: 'pciback',
      fn: 'xen_acpi_get_gsi_info',
      args: `${devName(m, dev)}: ${route.kind === 'no-pin' ? 'no interrupt pin' : 'no _PRT entry'}`,
      reads: [],
      writes: [],
      run: () => EINVAL,
    });
  }
  const link = route.kind === 'link' ? m.scope.topology.links.find((l) => l.name === route.link)! : null;
  const level = link ? link.trigger === 'level' : true;
  const low = link ? link.polarity === 'low' : true;
  const lookup = step({
    actor: 'pciback',
    fn: 'xen_acpi_get_gsi_info',
    args: devName(m, dev),
    reads: [],
    writes: link ? ['linux.link'] : [],
    run: () => {
      const line =
        route.kind === 'gsi' ? m.scope.lines.index(route.gsi) : acpiPciLinkAllocateIrq(m, route.link);
      if (line < 0) return EINVAL;
      r.gsi = line + 1;
      return 0;
    },
  });
  const setup = step({
    actor: 'pciback',
    fn: 'PHYSDEVOP_setup_gsi',
    args: () => `${gsiName(m, (r.gsi - 1) as LineIx)}, ${level ? 'level' : 'edge'}, ${low ? 'low' : 'high'}`,
    reads: ['xen.irq'],
    writes: ['xen.pin'],
    run: () => {
      const filtered = physdevFilter(m.design, 'setup_gsi');
      return filtered < 0 ? filtered : mpRegisterGsi(m, (r.gsi - 1) as LineIx, level, low);
    },
  });
  return seq(
    lookup,
    use(setup),
    local(() => (r.gsi = 0)),
  );
}
