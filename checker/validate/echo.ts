import { EEXIST, ENOTTY, EPERM, ERROR_FAIL } from '../../model/errno.js';
import { domLine, domPirq, type Model } from '../../model/model.js';
import { DOM0, type Dev, type Dom, type LineIx, type PirqIx } from '../../model/numbers.js';
import { Handler } from '../../model/state.js';
import type { Step } from '../../model/system.js';
import { owns } from '../../model/xen/pci-assign.js';
import type { Source, Value } from './recording.js';

/** What somebody who watches a source would see of a step of the model. */
export interface Echo {
  readonly source: Source;
  readonly call: string;
  readonly says: Readonly<Record<string, Value | undefined>>;
  /** Undefined: the value is not the source's own. */
  readonly ret: number | undefined;
}

/** Called when the step has run. */
type Heard = (result: number) => readonly Echo[];

/**
 * Listens to a step: to be called in the state before it. `null` for a step that no source tells of; throws for one that is
 * not in the table, so that a new step of the model cannot go unlistened.
 */
export function listen(m: Model, step: Step): Heard | null {
  const hearing = hearings[step.fn];
  if (hearing) {
    const args = typeof step.args === 'string' ? step.args : step.args();
    return hearing(m, said(args), step.actor, args);
  }
  if (!(step.fn in unlogged)) throw new Error(`checker/validate/echo.ts does not say who hears ${step.fn}`);
  return null;
}

/** The calls that each source can tell of. */
export const audible: Readonly<Record<Source, readonly string[]>> = {
  xen: [
    'PHYSDEVOP_map_pirq',
    'PHYSDEVOP_unmap_pirq',
    'PHYSDEVOP_setup_gsi',
    'PHYSDEVOP_pci_device_reset',
    'XEN_DOMCTL_bind_pt_irq',
    'XEN_DOMCTL_unbind_pt_irq',
    'XEN_DOMCTL_gsi_permission',
    'XEN_DOMCTL_deassign_device',
    'mp_register_gsi',
    'allocate_and_map_gsi_pirq',
    'pt_irq_create_bind',
    'pt_irq_destroy_bind',
    'unmap_domain_pirq',
    'EVTCHNOP_bind_pirq',
    'EVTCHNOP_close',
  ],
  dom0: [
    'PHYSDEVOP_map_pirq',
    'PHYSDEVOP_unmap_pirq',
    'PHYSDEVOP_setup_gsi',
    'PHYSDEVOP_pci_device_reset',
    'XEN_DOMCTL_bind_pt_irq',
    'XEN_DOMCTL_unbind_pt_irq',
    'XEN_DOMCTL_gsi_permission',
    'XEN_DOMCTL_irq_permission',
    'XEN_DOMCTL_assign_device',
    'XEN_DOMCTL_deassign_device',
    'XEN_DOMCTL_test_assign_device',
    'XEN_DOMCTL_unpausedomain',
    'XEN_DOMCTL_destroydomain',
    'IOCTL_PRIVCMD_PCIDEV_GET_GSI',
    'acpi_register_gsi',
    'acpi_pci_irq_enable',
    'xen_bind_pirq_gsi_to_irq',
    'pci_disable_device',
    'request_irq',
    'free_irq',
    'xen_acpi_get_gsi_info',
    'pcistub_init_device',
    'pcistub_device_release',
  ],
  console: ['pt_irq_create_bind'],
};

/** What a step's arguments say, by kind of number. */
type Said = Readonly<Record<string, Value>>;

/** Reads the arguments of a step as the model words them: `dom1, GSI 46, pirq -1`. */
function said(args: string): Said {
  const says: Record<string, Value> = {};
  const number = (kind: string, re: RegExp): void => {
    const m = re.exec(args);
    if (m) says[kind] = Number(m[1]);
  };
  const word = (kind: string, re: RegExp): void => {
    const m = re.exec(args);
    if (m) says[kind] = m[1]!;
  };
  number('gsi', /\bGSI (\d+)/);
  number('index', /\bindex (\d+)/);
  number('pirq', /\bpirq (-?\d+)/);
  number('irq', /\birq (\d+)/);
  word('device', /\b([0-9a-f]{4}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-7])/);
  word('domain', /\b(dom\d+)/);
  word('trigger', /\b(edge|level)\b/);
  word('polarity', /\b(high|low)\b/);
  word('access', /\b(grant|revoke)\b/);
  if (args.includes('DOMID_SELF')) says['domain'] = 'dom0';
  if (args.includes('DOMID_IO')) says['domain'] = 'dom_io';
  return says;
}

type Hearing = (m: Model, says: Said, actor: Step['actor'], args: string) => Heard | null;

const lineOf = (m: Model, gsi: Value | undefined): LineIx => m.scope.lines.index(Number(gsi)) as LineIx;
const deviceOf = (m: Model, sbdf: Value | undefined): Dev =>
  m.scope.devices.findIndex((d) => d.sbdf === sbdf) as Dev;
const level = (on: number | undefined): string => (on ? 'level' : 'edge');
const low = (on: number | undefined): string => (on ? 'low' : 'high');
const pin = (m: Model, line: LineIx): Record<string, Value> => ({
  'pin trigger': level(Number(m.xen.pinHandler[line] === Handler.LEVEL)),
  'pin polarity': low(m.xen.pinLow[line]),
});
/** The pirq of a line in a domain. */
function pirqOf(m: Model, d: Dom, line: LineIx): number | undefined {
  const p = line < 0 ? 0 : m.xen.irqPirq[domLine(m, d, line)]!;
  return p > 0 ? m.scope.pirqs.numbers[p - 1] : undefined;
}
const irqOf = (m: Model, index: number | undefined): number => m.scope.irqs.numbers[(index ?? 0) - 1] ?? 0;

/** A hypercall of QEMU or xl: Xen sees it, and dom0's privcmd sees who made it. */
const twice = (call: string, says: Echo['says'], ret: number, actor: Step['actor']): Echo[] => [
  { source: 'xen', call, says, ret },
  { source: 'dom0', call, says: { ...says, caller: actor }, ret },
];
const inDom0 = (call: string, says: Echo['says'], ret?: number): Echo => ({
  source: 'dom0',
  call,
  says,
  ret,
});
const inXen = (call: string, says: Echo['says'], ret?: number): Echo => ({ source: 'xen', call, says, ret });
/** libxl loses errnos; the model's ERROR_FAIL stands for any. */
const known = (ret: number): number | undefined => (ret === ERROR_FAIL ? undefined : ret);
const throughPrivcmd =
  (call: string): Hearing =>
  (_m, says, actor) =>
  (ret) => [inDom0(call, { ...says, caller: actor }, known(ret))];
/** Xen logs `d1: bind: m_gsi=16 g_gsi=28 ...`, where m_gsi is the pirq and only dom0's guest GSI is in the model. */
const logged = (domain: Value | undefined, pirq: Value | undefined, guestGsi?: Value): Echo => ({
  source: 'console',
  call: 'pt_irq_create_bind',
  says: { domain, pirq, 'guest gsi': guestGsi },
  ret: undefined,
});

const hearings: Readonly<Record<string, Hearing>> = {
  PHYSDEVOP_map_pirq: (m, says, actor) => (ret) => {
    const index = says['index'] ?? says['gsi'];
    const own = says['domain'] === 'dom0';
    const d = Number(String(says['domain']).slice(3)) as Dom;
    const wanted = own ? index! : says['pirq']!;
    const given = ret < 0 ? undefined : Number(wanted) >= 0 ? wanted : pirqOf(m, d, lineOf(m, index));
    const call = { domain: says['domain'], index, pirq: wanted, 'pirq given': given };
    return actor === 'linux'
      ? [inXen('PHYSDEVOP_map_pirq', call, ret)]
      : twice('PHYSDEVOP_map_pirq', call, ret, actor);
  },
  PHYSDEVOP_unmap_pirq: (_m, says, actor) => (ret) =>
    actor === 'linux'
      ? [inXen('PHYSDEVOP_unmap_pirq', { domain: says['domain'] }, ret)]
      : twice('PHYSDEVOP_unmap_pirq', { domain: says['domain'], pirq: says['pirq'] }, ret, actor),
  PHYSDEVOP_setup_gsi: (m, says, actor) => (ret) => {
    const { gsi, trigger, polarity } = says;
    const written = ret === 0 ? pin(m, lineOf(m, gsi)) : {};
    const xen = inXen('PHYSDEVOP_setup_gsi', { gsi, trigger, polarity, ...written }, ret);
    if (actor === 'linux') return [xen];
    // xen_pvh_setup_gsi takes -EEXIST for success.
    return [xen, inDom0('PHYSDEVOP_setup_gsi', { gsi, trigger, polarity }, ret === EEXIST ? 0 : ret)];
  },
  PHYSDEVOP_pci_device_reset: () => (ret) => [
    inXen('PHYSDEVOP_pci_device_reset', {}, ret),
    inDom0('PHYSDEVOP_pci_device_reset', {}, ret),
  ],
  XEN_DOMCTL_bind_pt_irq:
    (_m, { domain, pirq }, actor) =>
    (ret) => {
      const call = { domain, pirq: Number(pirq) & 0xff };
      const calls = twice('XEN_DOMCTL_bind_pt_irq', call, ret, actor);
      return ret === 0 ? [...calls, logged(domain, call.pirq)] : calls;
    },
  XEN_DOMCTL_unbind_pt_irq:
    (_m, { domain, pirq }, actor) =>
    (ret) =>
      twice('XEN_DOMCTL_unbind_pt_irq', { domain, pirq: Number(pirq) & 0xff }, ret, actor),
  XEN_DOMCTL_gsi_permission:
    (_m, { domain, gsi, access }, actor) =>
    (ret) =>
      twice('XEN_DOMCTL_gsi_permission', { domain, gsi, access }, ret, actor),
  XEN_DOMCTL_deassign_device:
    (_m, { domain, device }, actor) =>
    (ret) =>
      twice('XEN_DOMCTL_deassign_device', { domain, device }, ret, actor),
  XEN_DOMCTL_irq_permission: throughPrivcmd('XEN_DOMCTL_irq_permission'),
  XEN_DOMCTL_assign_device: throughPrivcmd('XEN_DOMCTL_assign_device'),
  XEN_DOMCTL_test_assign_device: throughPrivcmd('XEN_DOMCTL_test_assign_device'),
  XEN_DOMCTL_unpausedomain: throughPrivcmd('XEN_DOMCTL_unpausedomain'),
  // pci_release_devices deassigns what the domain still owns.
  XEN_DOMCTL_destroydomain: (m, says, actor, args) => {
    const { domain } = says;
    const d = Number(String(domain).slice(3)) as Dom;
    const owned = m.scope.devices.filter((_, dev) => owns(m, d, dev as Dev));
    const privcmd = throughPrivcmd('XEN_DOMCTL_destroydomain')(m, says, actor, args);
    return (ret) => [
      ...(ret === 0
        ? owned.map(({ sbdf }) => inXen('XEN_DOMCTL_deassign_device', { domain, device: sbdf }, ret))
        : []),
      ...(privcmd?.(ret) ?? []),
    ];
  },
  mp_register_gsi: (m, { gsi }) => {
    const line = lineOf(m, gsi);
    const wanted = { gsi, trigger: level(m.xen.vrteLevel[line]), polarity: low(m.xen.vrteLow[line]) };
    return (ret) => [inXen('mp_register_gsi', { ...wanted, ...(ret === 0 ? pin(m, line) : {}) }, ret)];
  },
  allocate_and_map_gsi_pirq:
    (m, { domain, gsi }) =>
    (ret) => [
      inXen(
        'allocate_and_map_gsi_pirq',
        { domain, gsi, 'pirq given': ret === 0 ? pirqOf(m, DOM0, lineOf(m, gsi)) : undefined },
        ret,
      ),
    ],
  pt_irq_create_bind:
    (m, { domain, gsi }) =>
    (ret) => {
      const pirq = pirqOf(m, DOM0, lineOf(m, gsi));
      const call = inXen('pt_irq_create_bind', { domain, pirq }, ret);
      return ret === 0 ? [call, logged(domain, pirq, gsi)] : [call];
    },
  unmap_domain_pirq:
    (_m, { domain }) =>
    (ret) => [inXen('unmap_domain_pirq', { domain }, ret)],
  // free_domain_pirqs unmaps what is mapped and has not been unbound by force.
  complete_domain_destroy: (m, { domain }) => {
    const d = Number(String(domain).slice(3)) as Dom;
    const mapped = m.scope.pirqs.numbers.filter((_, p) => m.xen.pirqIrq[domPirq(m, d, p as PirqIx)]! > 0);
    return () => mapped.map((pirq) => inXen('unmap_domain_pirq', { domain, pirq }, 0));
  },
  // evtchn_bind_pirq refuses before it asks pirq_guest_bind, which is what is watched; a guest's is an emulated one.
  EVTCHNOP_bind_pirq: (_m, { pirq }, actor) =>
    actor === 'guest'
      ? null
      : (ret) => (ret === EPERM || ret === EEXIST ? [] : [inXen('EVTCHNOP_bind_pirq', { pirq }, ret)]),
  EVTCHNOP_close: (m, { pirq }) => {
    const p = m.scope.pirqs.index(Number(pirq));
    const open = p >= 0 && m.xen.pirqEvtchn[p] !== 0;
    return () => (open ? [inXen('EVTCHNOP_close', { pirq })] : []);
  },
  acpi_register_gsi:
    (m, { gsi, device }) =>
    (ret) => {
      if (ret < 0) return [inDom0('acpi_register_gsi', { gsi }, ret)];
      const line = lineOf(m, gsi);
      return [
        inDom0(
          'acpi_register_gsi',
          {
            gsi,
            trigger: level(m.linux.gsiLevel[line]),
            polarity: low(m.linux.gsiLow[line]),
            irq: irqOf(m, m.linux.devIrq[deviceOf(m, device)]),
            'descriptor allocated': m.linux.gsiCount[line] === 1,
          },
          0,
        ),
      ];
    },
  acpi_pci_irq_enable: (m, { device }, _actor, args) =>
    args.includes('no GSI')
      ? null
      : (ret) => [
          inDom0(
            'acpi_pci_irq_enable',
            { irq: ret < 0 ? undefined : irqOf(m, m.linux.devIrq[deviceOf(m, device)]) },
            ret,
          ),
        ],
  xen_bind_pirq_gsi_to_irq:
    (m, { gsi }) =>
    (ret) => [
      inDom0('xen_bind_pirq_gsi_to_irq', { gsi, irq: irqOf(m, m.linux.gsiIrq[lineOf(m, gsi)]) }, ret),
    ],
  pci_disable_device: (m, { device }) => {
    const dev = deviceOf(m, device);
    const managed = m.linux.irqManaged[dev] !== 0;
    const line = m.linux.gsiIrq.indexOf(m.linux.devIrq[dev]!) as LineIx;
    const irq = m.linux.gsiIrq[line];
    return () => {
      if (!managed || m.linux.irqManaged[dev] !== 0) return [];
      const gsi = line < 0 ? undefined : m.scope.lines.of(line);
      if (m.design.dom0 === 'pv') return [inDom0('pci_disable_device', { gsi })];
      const freed = irq !== undefined && m.linux.gsiIrq[line] === 0;
      return [inDom0('pci_disable_device', { gsi, irq: irqOf(m, irq), 'descriptor freed': freed })];
    };
  },
  request_irq: (_m, { irq }, _actor, args) =>
    args.endsWith(': done') ? null : (ret) => [inDom0('request_irq', { irq }, ret)],
  free_irq: (_m, { irq }, _actor, args) =>
    args.endsWith(': done') ? null : () => [inDom0('free_irq', { irq })],
  xen_acpi_get_gsi_info: () => (ret) => [inDom0('xen_acpi_get_gsi_info', {}, ret)],
  IOCTL_PRIVCMD_PCIDEV_GET_GSI:
    (m, { device }, actor) =>
    (ret) => {
      if (ret === ENOTTY) return [];
      const line = m.pciback.gsi[deviceOf(m, device)]! - 1;
      const gsi = ret < 0 || line < 0 ? undefined : m.scope.lines.numbers[line];
      return [inDom0('IOCTL_PRIVCMD_PCIDEV_GET_GSI', { caller: actor, gsi }, ret)];
    },
  // It has returned well where the device gets listed; a failure is told by the call that failed.
  pcistub_seize: (_m, _says, _actor, args) =>
    args.endsWith(': listed') ? () => [inDom0('pcistub_init_device', {}, 0)] : null,
  pcistub_init_devices_late: () => () => [inDom0('pcistub_init_device', {}, 0)],
  pcistub_remove: (m, { device }) => {
    const dev = deviceOf(m, device);
    const released = m.pciback.stub[dev] !== 0 && m.pciback.leakedRef[dev] === 0;
    return (ret) => (ret === 0 && released ? [inDom0('pcistub_device_release', {})] : []);
  },
};

const KERNEL = 'inside dom0; shows in driver, enable count and the calls that follow';
const XENSTORE = 'a write to xenstore or a look at it';
const TOOL = 'inside the tool; shows in its calls';
const GUEST = 'inside the guest or its QEMU; nothing in Xen or dom0 sees it';
const HARDWARE = 'inside the hardware or Xen; shows in counts and in the state';
const RESET = 'a write to the configuration space of the device';

const PROPOSED = 'of a proposal that no released software has: no machine can have told of it';

/** Steps that nobody tells of, and why. They are taken where a run needs them. */
export const unlogged: Readonly<Record<string, string>> = {
  IOCTL_PRIVCMD_GSI_FROM_IRQ: PROPOSED,
  PHYSDEVOP_pci_device_gsi: PROPOSED,
  'QMP device_add': TOOL,
  'QMP device_del': TOOL,
  'QMP query-pci': TOOL,
  XEN_DMOP_bind_pci_gsi: PROPOSED,
  SIGKILL: TOOL,
  do_IRQ_guest: HARDWARE,
  __pci_reset_function_locked: RESET,
  acpi_pci_link_allocate_irq: KERNEL,
  'assert INTx': HARDWARE,
  bind_evtchn_to_irq: KERNEL,
  device_pci_destroy_done: TOOL,
  device_release_driver: KERNEL,
  device_unbind_cleanup: KERNEL,
  do_pci_enable_device: RESET,
  do_pci_remove: TOOL,
  driver_bound: KERNEL,
  enable_store: KERNEL,
  handle_irq: HARDWARE,
  irq_guest_eoi_timer_fn: HARDWARE,
  libxl__destroy_device_model: TOOL,
  libxl__destroy_domid: TOOL,
  libxl__device_pci_add_xenstore: XENSTORE,
  libxl__device_pci_destroy_all: TOOL,
  libxl__device_pci_remove_xenstore: XENSTORE,
  libxl_device_pci_list: XENSTORE,
  libxl_pci_assignable: TOOL,
  main_loop: GUEST,
  mapped_machine_irq: GUEST,
  pcibios_enable_device: PROPOSED,
  pci_alloc_irq_vectors: 'MSI: shows in the irq numbers that follow',
  pci_enable_device: KERNEL,
  pci_free_irq_vectors: 'MSI: shows in the irq numbers that follow',
  pci_info_xs_read: XENSTORE,
  pci_info_xs_remove: XENSTORE,
  pci_info_xs_write: XENSTORE,
  pci_remove_timeout: TOOL,
  pciback_dev_is_assigned: TOOL,
  pcistub_device_put: KERNEL,
  pcistub_init_device: KERNEL,
  pcistub_probe: KERNEL,
  really_probe: KERNEL,
  'sysfs gsi': PROPOSED,
  'sysfs irq': 'a file that is read',
  'sysfs reset': RESET,
  unmask_irq: PROPOSED,
  vioapic_write_redirent: 'a trap into Xen; shows in what Xen does about it',
  xen_host_pci_set_word: RESET,
  xen_irq_from_gsi: KERNEL,
  xen_pt_realize: GUEST,
  xen_pt_unregister_device: GUEST,
};
