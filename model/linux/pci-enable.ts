import { given, local, nothing, seq, step, unwinding, when, type Code } from '../code.js';
import { at, devName, ModelBound, type Context } from '../model.js';
import { acpiRegisterGsi, acpiUnregisterGsi, GSI_REGISTRATION } from './acpi-register-gsi.js';
import { acpiPciLinkAllocateIrq } from './pci-link.js';
import { IRQ_NOTCONNECTED } from '../scope.js';
import { gsi, type Dev, type LineIx } from '../numbers.js';

/** Largest enable count a scenario may reach; see `State.enableCnt`. */
const MAX_ENABLES = 15;
const SECOND_ENABLE = 1;

/**
 * pci_enable_device -> pcibios_enable_device -> acpi_pci_irq_enable (drivers/pci/pci.c, drivers/acpi/pci_irq.c,
 * Linux 6.1). Only the first enable looks the GSI up and registers it; no redirection entry is written.
 */
export function pciEnableDevice(c: Context, dev: Dev): Code {
  const { m, r } = c;
  const self = at('linux.dev', dev);
  const enable = step({
    actor: 'linux',
    fn: 'pci_enable_device',
    args: devName(m, dev),
    reads: [],
    writes: [self],
    run: () => {
      if (m.linux.enableCnt[dev]! >= MAX_ENABLES)
        throw new ModelBound(`${MAX_ENABLES} enables of ${devName(m, dev)}`);
      m.linux.enableCnt[dev]!++;
      const settled =
        m.linux.msiIrq[dev] !== 0 || (m.linux.irqManaged[dev] !== 0 && m.linux.devIrq[dev] !== 0);
      if (m.linux.enableCnt[dev]! > 1 || settled) r.flag = SECOND_ENABLE;
      return 0;
    },
  });
  const undo = step({
    actor: 'linux',
    fn: 'pci_enable_device',
    args: `${devName(m, dev)}: error, enable_cnt--`,
    reads: [],
    writes: [self],
    run: () => {
      m.linux.enableCnt[dev]!--;
      return 0;
    },
  });
  const intxOn = step({
    actor: 'linux',
    fn: 'do_pci_enable_device',
    args: `${devName(m, dev)}, COMMAND.INTX_DISABLE = 0`,
    reads: [],
    writes: [at('hw.dev', dev)],
    run: () => {
      m.hw.intxDisable[dev] = 0;
      return 0;
    },
  });
  const hasPin = m.scope.devices[dev]!.pin !== null;
  return seq(
    enable,
    when(
      () => r.flag === SECOND_ENABLE,
      local(() => (r.flag = 0)),
      seq(
        unwinding(acpiPciIrqEnable(c, dev), undo),
        given(hasPin, () => intxOn),
      ),
    ),
  );
}

/** acpi_pci_irq_enable (drivers/acpi/pci_irq.c, Linux 6.1): no route is not an error. */
function acpiPciIrqEnable(c: Context, dev: Dev): Code {
  const { m, r } = c;
  const { route, interruptLine } = m.scope.devices[dev]!;
  const noGsi = (): void => {
    if (interruptLine === 0xff) m.linux.devIrq[dev] = m.scope.irqs.index(IRQ_NOTCONNECTED) + 1;
  };
  switch (route.kind) {
    case 'no-pin':
      return nothing;
    case 'no-entry':
      return step({
        actor: 'linux',
        fn: 'acpi_pci_irq_enable',
        args: `${devName(m, dev)}: no GSI`,
        reads: [],
        writes: [at('linux.dev', dev)],
        run: () => {
          noGsi();
          return 0;
        },
      });
    case 'gsi': {
      const line = m.scope.lines.index(route.gsi) as LineIx;
      return acpiRegisterGsi(c, dev, () => line, { level: true, low: true });
    }
    case 'link': {
      const link = m.scope.topology.links.find((l) => l.name === route.link)!;
      const allocate = step({
        actor: 'linux',
        fn: 'acpi_pci_link_allocate_irq',
        args: route.link,
        reads: [],
        writes: ['linux.link', at('linux.dev', dev)],
        run: () => {
          const line = acpiPciLinkAllocateIrq(m, route.link);
          if (line < 0) noGsi();
          else r.gsi = line + 1;
          return 0;
        },
      });
      const attributes = { level: link.trigger === 'level', low: link.polarity === 'low' };
      const register = acpiRegisterGsi(c, dev, () => (r.gsi - 1) as LineIx, attributes);
      return seq(
        allocate,
        when(() => r.gsi !== 0, register),
        local(() => (r.gsi = 0)),
      );
    }
  }
}

/**
 * pci_disable_device -> acpi_pci_irq_disable (drivers/pci/pci.c, drivers/acpi/pci_irq.c, Linux 6.1). The count is the
 * device's own, so the whole is one step under acpi_ioapic_lock. `dev->irq` keeps its stale value, and the number may be
 * handed out again at once. A device that is not enabled is left alone, as all callers modelled here do.
 */
export function pciDisableDevice(c: Context, dev: Dev): Code {
  const { m } = c;
  const { route } = m.scope.devices[dev]!;
  return step({
    actor: 'linux',
    fn: 'pci_disable_device',
    args: devName(m, dev),
    reads: ['linux.link'],
    writes: [at('linux.dev', dev), ...GSI_REGISTRATION],
    run: () => {
      if (m.linux.enableCnt[dev] === 0) return 0;
      if (--m.linux.enableCnt[dev]! > 0 || m.linux.msiIrq[dev] !== 0) return 0;
      if (m.linux.irqManaged[dev] === 0 || m.linux.devIrq[dev] === 0) return 0;
      if (route.kind === 'gsi') acpiUnregisterGsi(m, m.scope.lines.index(route.gsi) as LineIx);
      else if (route.kind === 'link') {
        const active = m.linux.linkActive[m.scope.links.indexOf(route.link)]!;
        const link = m.scope.topology.links.find((l) => l.name === route.link)!;
        acpiUnregisterGsi(m, m.scope.lines.index(gsi(link.possible[active - 1]!)) as LineIx);
      }
      m.linux.irqManaged[dev] = 0;
      return 0;
    },
  });
}
