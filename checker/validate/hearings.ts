import { EEXIST, ENOTTY, EPERM } from '../../model/errno.js';
import { domLine, domPirq, type Model } from '../../model/model.js';
import { DOM0, type Dev, type Dom, type LineIx, type PirqIx } from '../../model/numbers.js';
import { Handler } from '../../model/state.js';
import { owns } from '../../model/xen/pci-assign.js';
import { inDom0, inXen, logged, throughPrivcmd, twice, type Hearing } from './echo.js';
import type { Value } from './recording.js';

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

/** Steps that somebody tells of, and what. */
export const hearings: Readonly<Record<string, Hearing>> = {
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
  // pci_release_devices (xen/drivers/passthrough/pci.c, Xen 4.20) deassigns what the domain still owns. Of several it begins with
  // the one assigned last (list_add in reassign_device_ownership), which the model does not keep: such a run would be said to differ.
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
