import { given, ignoring, local, seq, step, when, type Code } from '../code.js';
import { EPERM } from '../errno.js';
import { at, devName, gsiName, type Context, type Model } from '../model.js';
import { DOM0, linuxIrq, type Dev, type LineIx } from '../numbers.js';
import { IrqUser } from '../state.js';
import { allocateAndMapGsiPirq } from '../xen/pirq.js';
import { mpRegisterGsi } from '../xen/ioapic-pins.js';
import { IOAPIC_DOMAIN, mpMapGsiToIrq, mpUnmapIrq } from './ioapic-domain.js';
import { addGsiIrqMap } from './gsi-from-irq.js';
import { irqAllocDescAt } from './irq-descriptors.js';

/** Groups a step that registers or unregisters a GSI touches. */
export const GSI_REGISTRATION = IOAPIC_DOMAIN;

/** Trigger and polarity, as `_PRT` or the link device gives them. */
export interface Attributes {
  readonly level: boolean;
  readonly low: boolean;
}

/** acpi_register_gsi for the device, whose irq it becomes. `line` is read when the step runs. */
export function acpiRegisterGsi(c: Context, dev: Dev, line: () => LineIx, attributes: Attributes): Code {
  return c.m.design.dom0 === 'pv'
    ? acpiRegisterGsiXen(c, dev, line, attributes)
    : acpiRegisterGsiIoapic(c, dev, line, attributes);
}

/** acpi_register_gsi_ioapic (arch/x86/kernel/acpi/boot.c, Linux 6.1), native and PVH dom0: no hypercall, no RTE write. */
function acpiRegisterGsiIoapic(c: Context, dev: Dev, line: () => LineIx, { level, low }: Attributes): Code {
  const { m } = c;
  const { tellsGsi } = m.design.linux;
  const register = step({
    actor: 'linux',
    fn: 'acpi_register_gsi',
    args: () => `${devName(m, dev)}, ${gsiName(m, line())}`,
    reads: [],
    writes: [at('linux.dev', dev), ...GSI_REGISTRATION],
    run: () => {
      if (tellsGsi === 'gsi-sysfs') m.linux.devGsi[dev] = line() + 1;
      const irq = mpMapGsiToIrq(m, line(), level, low);
      if (irq < 0) return irq;
      if (tellsGsi === 'gsi-from-irq') addGsiIrqMap(m, line(), irq);
      setManagedIrq(m, dev, irq);
      return 0;
    },
  });
  return seq(
    register,
    given(tellsGsi === 'xen-relation', () => tellXenGsi(c, dev, line)),
  );
}

/** Dom0 tells Xen the GSI of a device, which thread 001 asks for; here where dom0 itself learns it. Xen has no such operation. */
function tellXenGsi(c: Context, dev: Dev, line: () => LineIx): Code {
  const { m } = c;
  return step({
    actor: 'linux',
    fn: 'PHYSDEVOP_pci_device_gsi',
    args: () => `${devName(m, dev)}, ${gsiName(m, line())}`,
    reads: [],
    writes: [at('xen.relation', dev)],
    run: () => {
      m.xen.relation[dev] = line() + 1;
      return 0;
    },
  });
}

/**
 * acpi_register_gsi_xen -> xen_register_gsi (arch/x86/pci/xen.c, Linux 6.1), PV dom0: unless the GSI has an irq already,
 * map it to the pirq of the same number and give it the irq of the same number; then set the pin up whatever came
 * before (lab run pv-420-612-domA, steps 1 and 2: a known GSI makes setup_gsi the only call). Of setup_gsi only a failure
 * other than -EEXIST is even logged.
 */
function acpiRegisterGsiXen(c: Context, dev: Dev, line: () => LineIx, { level, low }: Attributes): Code {
  const { m, r } = c;
  const known = step({
    actor: 'linux',
    fn: 'xen_irq_from_gsi',
    args: () => gsiName(m, line()),
    reads: ['linux.gsi'],
    writes: [],
    run: () => {
      r.irq = m.linux.gsiIrq[line()]!;
      return 0;
    },
  });
  const map = step({
    actor: 'linux',
    fn: 'PHYSDEVOP_map_pirq',
    args: () => `DOMID_SELF, ${gsiName(m, line())}`,
    reads: [],
    writes: [at('xen.pirq', DOM0), at('xen.caps', DOM0)],
    run: () => {
      const number = m.scope.lines.of(line());
      const p = allocateAndMapGsiPirq(m, DOM0, number, number);
      if (p < 0) r.flag = 1;
      return p < 0 ? p : 0;
    },
  });
  const bind = step({
    actor: 'linux',
    fn: 'xen_bind_pirq_gsi_to_irq',
    args: () => gsiName(m, line()),
    reads: [],
    writes: [at('linux.dev', dev), ...GSI_REGISTRATION],
    run: () => {
      const taken = m.linux.gsiIrq[line()]!;
      const irq =
        taken !== 0 ? taken - 1 : irqAllocDescAt(m, linuxIrq(m.scope.lines.of(line())), IrqUser.GSI);
      if (irq < 0) {
        r.flag = 1;
        return irq;
      }
      m.linux.gsiIrq[line()] = irq + 1;
      m.linux.gsiCount[line()] = 1;
      m.linux.gsiLevel[line()] = Number(level);
      m.linux.gsiLow[line()] = Number(low);
      r.irq = irq + 1;
      return 0;
    },
  });
  const setup = step({
    actor: 'linux',
    fn: 'PHYSDEVOP_setup_gsi',
    args: () => `${gsiName(m, line())}, ${level ? 'level' : 'edge'}, ${low ? 'low' : 'high'}`,
    reads: ['xen.irq'],
    writes: ['xen.pin'],
    run: () => mpRegisterGsi(m, line(), level, low),
  });
  const finish = step({
    actor: 'linux',
    fn: 'acpi_pci_irq_enable',
    args: devName(m, dev),
    reads: [],
    writes: [at('linux.dev', dev)],
    run: () => {
      if (r.flag !== 0) return EPERM;
      setManagedIrq(m, dev, r.irq - 1);
      return 0;
    },
  });
  return seq(
    known,
    when(
      () => r.irq === 0,
      seq(
        ignoring(map),
        when(() => r.flag === 0, ignoring(bind)),
      ),
    ),
    ignoring(setup),
    finish,
    local(() => {
      r.irq = 0;
      r.flag = 0;
    }),
  );
}

function setManagedIrq(m: Model, dev: Dev, irq: number): void {
  m.linux.devIrq[dev] = irq + 1;
  m.linux.irqManaged[dev] = 1;
}

/** acpi_unregister_gsi: drops a use on a PVH dom0; a PV dom0 has no such function, its GSIs stay mapped for ever. */
export function acpiUnregisterGsi(m: Model, line: LineIx): void {
  if (m.design.dom0 === 'pvh') mpUnmapIrq(m, line);
}
