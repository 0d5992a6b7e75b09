import type { Cells, Layout } from './layout.js';
import type { Scope } from './scope.js';
import { DIGL_DEVICES } from './xen/digl.js';

/**
 * Every field of the state, by actor. Cells that refer to something hold dense index + 1, and 0 for "nothing"; a domain
 * is its index, and 0 there means "nobody" since dom0 never stands in such a cell. Two-dimensional fields are row-major.
 */
export interface State {
  readonly hw: HardwareState;
  readonly linux: LinuxState;
  readonly pciback: PcibackState;
  readonly xen: XenState;
  readonly qemu: QemuState;
  readonly libxl: LibxlState;
  readonly guest: GuestState;
}

export interface HardwareState {
  /** The function drives its INTx. */
  readonly asserted: Cells;
  /** COMMAND.INTX_DISABLE. */
  readonly intxDisable: Cells;
  /** The domain index + 1 whose handler last served the function's interrupt. */
  readonly served: Cells;
}

export interface LinuxState {
  /** pci_dev.irq, index + 1; stale after pci_disable_device. */
  readonly devIrq: Cells;
  readonly irqManaged: Cells;
  readonly enableCnt: Cells;
  readonly driver: Cells;
  /** The irq a native driver holds a handler on, index + 1. */
  readonly handler: Cells;
  /** Thread that holds the device lock, index + 1. */
  readonly lock: Cells;
  /** [irq] irq_desc.request_mutex is held: request_irq and free_irq of one irq exclude each other. */
  readonly requestMutex: Cells;
  /** The driver has MSI enabled; its first vector's irq, index + 1. */
  readonly msiIrq: Cells;
  /** Holder of each irq descriptor, see IrqUser. */
  readonly irqUser: Cells;
  /** mp_chip_data of the pin (PVH) or irq_info of the GSI (PV): the Linux irq, index + 1. */
  readonly gsiIrq: Cells;
  /** [position] GSIs in the order in which xen_pvh_add_gsi_irq_map recorded them, line index + 1 (a proposal of thread 000). */
  readonly recordedGsi: Cells;
  /** [line] The irq recorded with the GSI, index + 1. */
  readonly recordedIrq: Cells;
  /** pci_dev.gsi, line index + 1 (a proposal of thread 001). */
  readonly devGsi: Cells;
  /** mp_chip_data.count. */
  readonly gsiCount: Cells;
  readonly gsiLevel: Cells;
  readonly gsiLow: Cells;
  /** acpi_pci_link: active GSI as index into `possible` + 1. */
  readonly linkActive: Cells;
  readonly linkInitialized: Cells;
}

export interface PcibackState {
  /** A pcistub_device exists (in pcistub_devices). */
  readonly stub: Cells;
  /** psdev->gsi, line index + 1. */
  readonly gsi: Cells;
  /** A look-up's reference was never put, so release never runs. */
  readonly leakedRef: Cells;
  /** Domain the device is exported to (psdev->pdev). */
  readonly exportedTo: Cells;
}

export interface XenState {
  /** irq_desc[].handler: 0 no_irq_type, 1 ioapic_edge_type, 2 ioapic_level_type. */
  readonly pinHandler: Cells;
  readonly pinLow: Cells;
  readonly pinMasked: Cells;
  /** Bit in mp_ioapic_routing[].pin_programmed, never cleared. */
  readonly pinProgrammed: Cells;
  /** IRQ_DISABLED of the descriptor. */
  readonly irqDisabled: Cells;
  /** irq_guest_action_t.guest[] as a set of domains; empty: no action. */
  readonly guests: Cells;
  readonly shareable: Cells;
  /** ACKTYPE_NONE (0) or an ack that needs an EOI (1). */
  readonly ackType: Cells;
  /** Domains that have been given the interrupt and not ended it: in_flight. */
  readonly inFlight: Cells;
  /** An edge that arrived and was not delivered yet. */
  readonly edgePending: Cells;
  /** [domain, pirq] pirq.arch.irq: line index + 1; negative when force-unbound. */
  readonly pirqIrq: Cells;
  /** [domain, line] arch.irq_pirq: pirq index + 1; negative when force-unbound. */
  readonly irqPirq: Cells;
  /** [domain, pirq] pirq.arch.hvm.emuirq: 0 IRQ_UNBOUND, 1 IRQ_PT. */
  readonly emuirq: Cells;
  /** [domain, pirq] HVM_IRQ_DPCI_MAPPED. */
  readonly dpciMapped: Cells;
  /** [domain, pirq] digl_list as a set of devices, the first eight and any beyond (`digl.ts`). */
  readonly digl: Cells;
  readonly diglMore: Cells;
  /** [domain, pirq] an event channel is bound to the pirq. */
  readonly pirqEvtchn: Cells;
  /** [domain, line] irq_caps. */
  readonly irqCaps: Cells;
  readonly vrteMasked: Cells;
  readonly vrteLevel: Cells;
  readonly vrteLow: Cells;
  /** The GSI that dom0 has told Xen for the device, line index + 1 (a proposal of thread 001). */
  readonly relation: Cells;
  /** pdev->domain, see Owner. */
  readonly owner: Cells;
  readonly domain: Cells;
  /** Xen has panicked; nothing happens any more. */
  readonly crashed: Cells;
}

export interface QemuState {
  readonly running: Cells;
  /** [domain, device] what libxl asked for and QEMU has not finished, see QemuRequest. */
  readonly request: Cells;
  /** Thread that runs QEMU's main loop, index + 1; one request at a time. */
  readonly mainLoop: Cells;
  /** [domain, device] the domain's QEMU has the device realized; two may, when two attaches race. */
  readonly realized: Cells;
  /** [domain, device] s->machine_irq after mapping: the pirq, index + 1. */
  readonly machineIrq: Cells;
  /** [domain, pirq] mapped_machine_irq[]. */
  readonly mapped: Cells;
}

export interface LibxlState {
  /** /libxl/pci/<bdf>/domid. */
  readonly domidKey: Cells;
  /** Domain whose xenstore backend lists the device. */
  readonly listedIn: Cells;
  /** /libxl/pci/<bdf>/driver_path is set. */
  readonly driverPath: Cells;
  /** Domain from which a destroy is removing the device just now. */
  readonly removing: Cells;
  /** A removal during the domain's destroy failed. */
  readonly removalFailed: Cells;
}

export interface GuestState {
  /** [domain, device] the guest's driver has INTx enabled and its vIO-APIC pin unmasked. */
  readonly intx: Cells;
}

/** pci_dev.driver. */
export const Driver = { NONE: 0, NATIVE: 1, PCIBACK: 2 } as const;
/** Holder of an irq descriptor; MSI of device d is MSI + d. */
export const IrqUser = { FREE: 0, GSI: 1, BOOT: 2, EVTCHN: 3, MSI: 4 } as const;
/** A request in QEMU's mailbox. */
export const QemuRequest = { NONE: 0, ADD: 1, DEL: 2 } as const;
/** pdev->domain: a guest d is GUEST + d - 1. */
export const Owner = { NONE: 0, DOM0: 1, DOM_IO: 2, GUEST: 3 } as const;
export const Handler = { NONE: 0, EDGE: 1, LEVEL: 2 } as const;
/** Life of a domain. */
export const Domain = { PAUSED: 0, RUNNING: 1, DYING: 2, DEAD: 3 } as const;

const FLAG = { max: 1 };
const SMALL_COUNT = { max: 15 };

/** Declares the state of a scope in a layout. */
export function declareState(layout: Layout, scope: Scope): State {
  const dev = scope.devices.map((d) => d.sbdf);
  const dom = scope.domains;
  const line = scope.lines.numbers.map(String);
  const irq = scope.irqs.numbers.map(String);
  const pirq = scope.pirqs.numbers.map(String);
  const orNone =
    (word: string, names: readonly string[]) =>
    (v: number): string =>
      v === 0 ? '-' : `${word}${names[v - 1] ?? `#${v}`}`;
  const index = (word: string, names: readonly string[]) => ({
    max: names.length,
    show: orNone(word, names),
  });
  const domainOrNone = {
    max: dom.length - 1,
    show: (v: number) => (v === 0 ? '-' : dom[v]!),
    refers: { names: dom, from: 0 },
  };
  const oneOf = (...names: readonly string[]) => ({ max: names.length - 1, show: (v: number) => names[v]! });
  const setOf = (names: readonly string[]) => ({
    max: 2 ** names.length - 1,
    show: (v: number) => `{${names.filter((_, i) => v & (1 << i)).join(', ')}}`,
    refers: { setOf: names },
  });
  const signed = (word: string, names: readonly string[]) => ({
    min: -names.length,
    max: names.length,
    show: (v: number) => (v < 0 ? `force-unbound ${word}${names[-v - 1]}` : orNone(word, names)(v)),
  });
  const irqUsers = ['free', 'GSI', 'taken at boot', 'event channel', ...dev.map((d) => `MSI of ${d}`)];
  const owners = ['nobody', 'dom0', 'dom_io', ...dom.slice(1)];
  const f = layout.field.bind(layout);
  return {
    hw: {
      asserted: f('hw.dev', 'asserted', { by: [dev], ...FLAG }),
      intxDisable: f('hw.dev', 'intxDisable', { by: [dev], ...FLAG }),
      served: f('hw.dev', 'served', {
        by: [dev],
        ...index('by ', dom),
        refers: { names: dom, from: 1 },
      }),
    },
    linux: {
      devIrq: f('linux.dev', 'irq', { by: [dev], ...index('irq ', irq) }),
      irqManaged: f('linux.dev', 'irqManaged', { by: [dev], ...FLAG }),
      enableCnt: f('linux.dev', 'enableCnt', { by: [dev], ...SMALL_COUNT }),
      driver: f('linux.dev', 'driver', { by: [dev], ...oneOf('none', 'native', 'pciback') }),
      handler: f('linux.handler', 'irq', { by: [dev], ...index('irq ', irq) }),
      lock: f('linux.lock', 'holder', { by: [dev], max: 15, refers: 'threads' }),
      requestMutex: f('linux.request', 'mutex', { by: [irq], ...FLAG }),
      msiIrq: f('linux.dev', 'msiIrq', { by: [dev], ...index('irq ', irq) }),
      irqUser: f('linux.irqs', 'user', {
        by: [irq],
        ...oneOf(...irqUsers),
        refers: { names: dev, from: IrqUser.MSI },
      }),
      gsiIrq: f('linux.gsi', 'irq', { by: [line], ...index('irq ', irq) }),
      recordedGsi: f('linux.gsi', 'recorded', {
        by: [line.map((_, i) => `#${i + 1}`)],
        ...index('GSI ', line),
      }),
      recordedIrq: f('linux.gsi', 'recordedIrq', { by: [line], ...index('irq ', irq) }),
      devGsi: f('linux.dev', 'gsi', { by: [dev], ...index('GSI ', line) }),
      gsiCount: f('linux.gsi', 'count', { by: [line], ...SMALL_COUNT }),
      gsiLevel: f('linux.gsi', 'trigger', { by: [line], ...oneOf('edge', 'level') }),
      gsiLow: f('linux.gsi', 'polarity', { by: [line], ...oneOf('high', 'low') }),
      linkActive: f('linux.link', 'active', { by: [scope.links], max: 255 }),
      linkInitialized: f('linux.link', 'initialized', { by: [scope.links], ...FLAG }),
    },
    pciback: {
      stub: f('pciback', 'stub', { by: [dev], ...FLAG }),
      gsi: f('pciback', 'gsi', { by: [dev], ...index('GSI ', line) }),
      leakedRef: f('pciback', 'leakedRef', { by: [dev], ...FLAG }),
      exportedTo: f('pciback', 'exportedTo', { by: [dev], ...domainOrNone }),
    },
    xen: {
      pinHandler: f('xen.pin', 'handler', { by: [line], ...oneOf('none', 'edge', 'level') }),
      pinLow: f('xen.pin', 'polarity', { by: [line], ...oneOf('high', 'low') }),
      pinMasked: f('xen.pin', 'masked', { by: [line], ...FLAG }),
      pinProgrammed: f('xen.pin', 'programmed', { by: [line], ...FLAG }),
      irqDisabled: f('xen.irq', 'disabled', { by: [line], ...FLAG }),
      guests: f('xen.irq', 'guests', { by: [line], ...setOf(dom) }),
      shareable: f('xen.irq', 'shareable', { by: [line], ...FLAG }),
      ackType: f('xen.irq', 'ackType', { by: [line], ...oneOf('NONE', 'EOI') }),
      inFlight: f('xen.delivery', 'inFlight', { by: [line], ...setOf(dom) }),
      edgePending: f('xen.delivery', 'edgePending', { by: [line], ...FLAG }),
      pirqIrq: f('xen.pirq', 'irq', { by: [dom, pirq], ...signed('irq ', line) }),
      irqPirq: f('xen.pirq', 'ofIrq', { by: [dom, line], ...signed('pirq ', pirq) }),
      emuirq: f('xen.pirq', 'emuirq', { by: [dom, pirq], ...oneOf('IRQ_UNBOUND', 'IRQ_PT') }),
      dpciMapped: f('xen.pirq', 'dpciMapped', { by: [dom, pirq], ...FLAG }),
      digl: f('xen.pirq', 'digl', { by: [dom, pirq], ...setOf(dev.slice(0, DIGL_DEVICES)) }),
      diglMore: f('xen.pirq', 'diglMore', {
        by: [dev.length > DIGL_DEVICES ? dom : [], pirq],
        ...setOf(dev.slice(DIGL_DEVICES)),
      }),
      pirqEvtchn: f('xen.pirq', 'evtchn', { by: [dom, pirq], ...FLAG }),
      irqCaps: f('xen.caps', 'irq', { by: [dom, line], ...FLAG }),
      vrteMasked: f('xen.vioapic', 'masked', { by: [line], ...FLAG }),
      vrteLevel: f('xen.vioapic', 'trigger', { by: [line], ...oneOf('edge', 'level') }),
      vrteLow: f('xen.vioapic', 'polarity', { by: [line], ...oneOf('high', 'low') }),
      relation: f('xen.relation', 'gsi', { by: [dev], ...index('GSI ', line) }),
      owner: f('xen.pdev', 'owner', {
        by: [dev],
        ...oneOf(...owners),
        refers: { names: dom.slice(1), from: Owner.GUEST },
      }),
      domain: f('xen.domain', 'life', { by: [dom], ...oneOf('paused', 'running', 'dying', 'dead') }),
      crashed: f('xen.host', 'crashed', FLAG),
    },
    qemu: {
      running: f('qemu.process', 'running', { by: [dom], ...FLAG }),
      request: f('qemu', 'request', { by: [dom, dev], ...oneOf('-', 'device_add', 'device_del') }),
      mainLoop: f('qemu', 'mainLoop', {
        by: [dom],
        max: 255,
        show: (v) => (v === 0 ? 'idle' : 'busy'),
        refers: 'threads',
      }),
      realized: f('qemu.dev', 'realized', { by: [dom, dev], ...FLAG }),
      machineIrq: f('qemu.dev', 'machineIrq', { by: [dom, dev], ...index('pirq ', pirq) }),
      mapped: f('qemu.mapped', 'count', { by: [dom, pirq], ...SMALL_COUNT }),
    },
    libxl: {
      domidKey: f('libxl', 'domid', { by: [dev], ...domainOrNone }),
      listedIn: f('libxl', 'listedIn', { by: [dev], ...domainOrNone }),
      driverPath: f('libxl', 'driverPath', { by: [dev], ...FLAG }),
      removing: f('libxl', 'removing', { by: [dev], ...domainOrNone }),
      removalFailed: f('libxl.domain', 'removalFailed', { by: [dom], ...FLAG }),
    },
    guest: { intx: f('guest.dev', 'intx', { by: [dom, dev], ...FLAG }) },
  };
}
