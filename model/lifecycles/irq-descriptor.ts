import { lineOfIrq } from '../linux/ioapic-domain.js';
import type { IrqIx } from '../numbers.js';
import { ISA_IRQS } from '../scope.js';
import { IrqUser } from '../state.js';
import { ILLEGAL, lifecycle } from './lifecycle.js';

const KINDS = ['isa', 'gsi', 'pirq'] as const;

/**
 * A Linux irq number with its descriptor. A number is taken by one user at a time and is free again at once when given
 * back; one with a handler on it is not given back. A PV dom0 never gives the number of a GSI back.
 */
export const irqDescriptorLife = lifecycle({
  id: 'irq-descriptor',
  title: 'a Linux irq number in dom0',
  cites:
    'sections 2.1, 2.2, 2.5 and 2.6 of the facts; kernel/irq/irqdesc.c, mp_map_gsi_to_irq and mp_unmap_irq ' +
    '(arch/x86/kernel/apic/io_apic.c), xen_register_gsi (arch/x86/pci/xen.c), Linux 6.1',
  born: ['free', 'taken-at-boot', 'isa', 'pirq'],
  reads: ['linux.irqs', 'linux.gsi', 'linux.handler'],
  life: {
    free: {
      what: 'Nobody has the number.',
      on: {
        'map-gsi': 'gsi',
        'bind-gsi-to-pirq': 'pirq',
        'alloc-msi': 'msi',
        'bind-event-channel': 'event-channel',
      },
    },
    'taken-at-boot': { what: 'Something that is not modelled got the number at boot and keeps it.' },
    'event-channel': { what: 'An event channel of some other user in dom0 has the number.' },
    msi: { what: 'An MSI vector of a device has the number.', on: { 'free-msi': 'free' } },
    isa: {
      what: 'An ISA irq allocated at boot, which mp_unmap_irq never frees; no handler.',
      on: { 'request-irq': 'isa-requested' },
    },
    'isa-requested': { what: 'An ISA irq with a handler on it.', on: { 'free-irq': 'isa' } },
    gsi: {
      what: 'A GSI of an IO-APIC irq domain has the number, no handler; the last user gives it back.',
      on: { 'unmap-gsi': 'free', 'request-irq': 'gsi-requested' },
    },
    'gsi-requested': {
      what: 'A GSI has the number, and a driver its handler on it.',
      on: { 'free-irq': 'gsi' },
    },
    pirq: {
      what: 'A GSI of a PV dom0 has the number, bound to the pirq of the same number, for ever.',
      on: { 'request-irq': 'pirq-requested' },
    },
    'pirq-requested': { what: 'The same with a handler on it.', on: { 'free-irq': 'pirq' } },
  },
  objects: (m) => m.scope.irqs.numbers.map((n) => `irq ${n}`),
  on(m, index) {
    const free = index('free');
    const plain = new Map<number, number>([
      [IrqUser.BOOT, index('taken-at-boot')],
      [IrqUser.EVTCHN, index('event-channel')],
    ]);
    const msi = index('msi');
    const ofKind = KINDS.map((k) => [index(k), index(`${k}-requested`)]);
    const kindOf = m.scope.lines.numbers.map((g) =>
      m.design.dom0 === 'pv' ? 2 : g < ISA_IRQS && m.scope.isLegacy(g) ? 0 : 1,
    );
    const requested = (irq: number): boolean => {
      for (let dev = 0; dev < m.scope.devices.length; dev++)
        if (m.linux.handler[dev] === irq + 1) return true;
      return false;
    };
    const isMappedOnce = (irq: number): boolean => {
      let lines = 0;
      for (let line = 0; line < m.scope.lines.count; line++) if (m.linux.gsiIrq[line] === irq + 1) lines++;
      return lines === 1;
    };
    return {
      state(irq) {
        const user = m.linux.irqUser[irq]!;
        const handled = requested(irq);
        const line = lineOfIrq(m, irq as IrqIx);
        if (user === IrqUser.GSI)
          return line >= 0 && isMappedOnce(irq) ? ofKind[kindOf[line]!]![Number(handled)]! : ILLEGAL;
        if (handled || line >= 0) return ILLEGAL;
        if (user === IrqUser.FREE) return free;
        return plain.get(user) ?? msi;
      },
      belongsTo(irq) {
        const user = m.linux.irqUser[irq]!;
        return user === IrqUser.GSI ? -1 - lineOfIrq(m, irq as IrqIx) : user;
      },
    };
  },
});
