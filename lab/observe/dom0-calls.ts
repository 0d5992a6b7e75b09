import type { Event, Value } from '../../checker/validate/recording.js';
import type { LabProbe } from './run.js';
import type { LeaveOut } from './xen-calls.js';

const IOCTL_PRIVCMD_HYPERCALL = '0x305000';
const HYPERVISOR_PHYSDEV_OP = 33;
const HYPERVISOR_DOMCTL = 36;
const IRQF_SHARED = 0x80;
const EAGAIN = -11;

const MSI = 'a call about MSI';
const EVTCHN = 'an irq of an event channel: not modelled but by evtchn.bind';
const PRIVCMD = 'an ioctl of privcmd about something else';

/** A device that a guest has is unbound from pciback: it is put, and reset, before it is released, and reset again. */
export const isPut = ({ task, ev, caller }: LabProbe): boolean =>
  ev === 'xen_reset_device_r' && task !== 'xenwatch' && caller === 'pcistub_put_pci_dev';
export const PUT_RESET = "PHYSDEVOP_pci_device_reset of a guest's device that is unbound: not modelled";

/** An event that a later line may say more about. */
interface Open {
  readonly event: { call: string; says: Record<string, Value>; ret?: number; raw: string };
}

/**
 * The probes of dom0's kernel as events, in their order. An entry and its return become one event, and so do the functions
 * in between. Keeps which irqs belong to devices from one operation to the next.
 */
export class Dom0Calls {
  private readonly deviceIrqs = new Set<number>();

  constructor(
    private readonly dom0: 'pv' | 'pvh',
    private readonly nrIrqsGsi: number,
    private readonly leaveOut: LeaveOut,
  ) {}

  /** Events of one operation. */
  events(probes: readonly LabProbe[]): Event[] {
    const events: Open['event'][] = [];
    const registering = new Map<string, Open & { allocated: boolean }>();
    const disabling = new Map<string, Open>();
    const open = new Map<string, Open>();
    let initFailed = false;
    const add = (call: string, says: Record<string, Value>, raw: string, ret?: number): Open => {
      const event: Open['event'] = { call, says, ...(ret === undefined ? {} : { ret }), raw };
      events.push(event);
      return { event };
    };
    for (const probe of probes) {
      const { task = '?', ev, args } = probe;
      const raw = `${task}: ${ev} ${args}`;
      const number = (name: string): number =>
        Number(new RegExp(`(?:^| )${name}=(-?\\w+)`).exec(args)?.[1] ?? NaN);
      const ret = number('ret');
      const attributes = {
        gsi: number('gsi'),
        // ACPI_LEVEL_SENSITIVE is 0, ACPI_ACTIVE_LOW is 1 (include/acpi/acrestyp.h).
        trigger: number('trig') === 0 ? 'level' : 'edge',
        polarity: number('pol') === 1 ? 'low' : 'high',
      };
      const more = (to: Open, says: Record<string, Value>): void => {
        Object.assign(to.event.says, says);
        to.event.raw += `; ${ev} ${args}`;
      };
      switch (ev) {
        case 'acpi_register_gsi':
          // A PV dom0's is a sequence of hypercalls of its own; what it ends in is known when it returns.
          if (this.dom0 === 'pvh')
            registering.set(task, { ...add('acpi_register_gsi', attributes, raw), allocated: false });
          break;
        case 'acpi_register_gsi_r':
          if (this.dom0 === 'pv') {
            add('acpi_pci_irq_enable', ret < 0 ? {} : { irq: ret }, raw, Math.min(ret, 0));
            break;
          }
          {
            const frame = registering.get(task);
            if (!frame) break;
            registering.delete(task);
            more(frame, ret < 0 ? {} : { irq: ret, 'descriptor allocated': frame.allocated });
            frame.event.ret = Math.min(ret, 0);
          }
          break;
        case '__irq_alloc_descs_r': {
          const frame = registering.get(task);
          if (frame) {
            frame.allocated = true;
            more(frame, {});
          } else if (open.get(task)?.event.call === 'xen_bind_pirq_gsi_to_irq') break;
          else this.leaveOut('an irq number for an event channel or an MSI vector: shows in later numbers');
          break;
        }
        case 'mp_map_gsi_to_irq':
        case 'mp_map_gsi_to_irq_r':
        case 'acpi_pci_irq_enable_r':
          this.leaveOut(`${ev}: told by acpi_register_gsi or acpi_unregister_gsi`);
          break;
        case 'acpi_unregister_gsi':
          disabling.set(task, add('pci_disable_device', { gsi: attributes.gsi }, raw));
          break;
        case 'mp_unmap_irq': {
          const frame = disabling.get(task);
          if (frame) more(frame, { irq: number('irq'), 'descriptor freed': false });
          break;
        }
        case 'irq_free_descs': {
          const frame = disabling.get(task);
          if (frame?.event.says['irq'] === number('from')) more(frame, { 'descriptor freed': true });
          else this.leaveOut(EVTCHN);
          break;
        }
        case 'xen_bind_pirq_gsi_to_irq':
          open.set(task, add('xen_bind_pirq_gsi_to_irq', { gsi: attributes.gsi }, raw));
          break;
        case 'xen_bind_pirq_gsi_to_irq_r': {
          const frame = open.get(task);
          open.delete(task);
          if (frame) {
            more(frame, ret < 0 ? {} : { irq: ret });
            frame.event.ret = Math.min(ret, 0);
          }
          break;
        }
        case 'request_threaded_irq':
          if (args.includes('"evtchn:')) this.leaveOut(EVTCHN);
          else if ((number('flags') & IRQF_SHARED) === 0) this.leaveOut(MSI);
          else {
            this.deviceIrqs.add(number('irq'));
            open.set(task, add('request_irq', { irq: number('irq') }, raw));
          }
          break;
        case 'request_threaded_irq_r': {
          const frame = open.get(task);
          open.delete(task);
          if (frame) frame.event.ret = ret;
          break;
        }
        case 'free_irq':
          if (this.deviceIrqs.has(number('irq')) && !isDaemon(task))
            add('free_irq', { irq: number('irq') }, raw);
          else this.leaveOut(EVTCHN);
          break;
        case 'xen_reset_device_r':
          if (task === 'xenwatch')
            this.leaveOut('PHYSDEVOP_pci_device_reset by xenwatch, after xl has gone: not modelled');
          else if (isPut(probe)) this.leaveOut(PUT_RESET);
          else add('PHYSDEVOP_pci_device_reset', {}, raw, ret);
          break;
        case 'xen_pcibk_reset_device':
          this.leaveOut('xen_pcibk_reset_device: touches the command register only');
          break;
        case 'xen_acpi_get_gsi_info_r':
          add('xen_acpi_get_gsi_info', {}, raw, ret);
          break;
        case 'xen_pvh_setup_gsi':
          open.set(task, add('PHYSDEVOP_setup_gsi', attributes, raw));
          break;
        case 'xen_pvh_setup_gsi_r': {
          const frame = open.get(task);
          open.delete(task);
          if (frame) frame.event.ret = ret;
          break;
        }
        case 'pcistub_init_device_r':
          initFailed = ret < 0;
          if (initFailed) this.leaveOut('failure of pcistub_init_device: told by the call that failed');
          else add('pcistub_init_device', {}, raw, ret);
          break;
        case 'pcistub_device_release':
          if (initFailed) this.leaveOut('release after a failed init: told by its calls');
          else add('pcistub_device_release', {}, raw);
          break;
        case 'pcistub_get_gsi_from_sbdf_r':
          add(
            'IOCTL_PRIVCMD_PCIDEV_GET_GSI',
            { caller: callerOf(task), ...(ret < 0 ? {} : { gsi: ret }) },
            raw,
            Math.min(ret, 0),
          );
          break;
        case 'privcmd': {
          const call = this.hypercall(args, number);
          if (typeof call === 'string') this.leaveOut(call);
          else open.set(`${task} privcmd`, add(call.call, { caller: callerOf(task), ...call.says }, raw));
          break;
        }
        case 'privcmd_r': {
          const frame = open.get(`${task} privcmd`);
          open.delete(`${task} privcmd`);
          if (!frame) break;
          frame.event.ret = ret;
          // Xen asks for the call again: XEN_DOMCTL_destroydomain is preemptible.
          if (ret === EAGAIN) events.splice(events.indexOf(frame.event), 1);
          break;
        }
        default:
          this.leaveOut(`${ev}: no step of the model`);
      }
    }
    return events.map((e) => ({ source: 'dom0' as const, ...e }));
  }

  /** A hypercall of QEMU or xl, or why it is not compared. Numbers: xen/include/public/{domctl,physdev}.h, Xen 4.17 and 4.20. */
  private hypercall(
    args: string,
    number: (name: string) => number,
  ): { call: string; says: Record<string, Value> } | string {
    if (!args.includes(`cmd=${IOCTL_PRIVCMD_HYPERCALL} `)) return PRIVCMD;
    const domain = (n: number): string => (n === 0x7ff1 ? 'dom_io' : `dom${n}`);
    if (number('op') === HYPERVISOR_PHYSDEV_OP) {
      const target = { domain: domain(number('p0')) };
      if (number('a0') === 13)
        return number('p1') === 1
          ? { call: 'PHYSDEVOP_map_pirq', says: { ...target, index: number('p2'), pirq: number('p3') } }
          : MSI;
      if (number('a0') === 14)
        return number('p1') >= this.nrIrqsGsi
          ? MSI
          : { call: 'PHYSDEVOP_unmap_pirq', says: { ...target, pirq: number('p1') } };
      return PRIVCMD;
    }
    if (number('op') !== HYPERVISOR_DOMCTL) return PRIVCMD;
    const target = { domain: domain(number('d2')) };
    const access = number('d5') !== 0 ? 'grant' : 'revoke';
    const device = sbdfOf(number('d6'));
    switch (number('d0')) {
      case 2:
        return { call: 'XEN_DOMCTL_destroydomain', says: target };
      case 4:
        return { call: 'XEN_DOMCTL_unpausedomain', says: target };
      case 19:
        return { call: 'XEN_DOMCTL_irq_permission', says: { ...target, pirq: number('d4'), access } };
      case 37:
        return { call: 'XEN_DOMCTL_assign_device', says: { ...target, device } };
      case 38:
        return number('d5') === 0
          ? { call: 'XEN_DOMCTL_bind_pt_irq', says: { ...target, pirq: number('d4') } }
          : MSI;
      case 45:
        return { call: 'XEN_DOMCTL_test_assign_device', says: { ...target, device } };
      case 47:
        return { call: 'XEN_DOMCTL_deassign_device', says: { ...target, device } };
      case 48:
        return number('d5') === 0
          ? { call: 'XEN_DOMCTL_unbind_pt_irq', says: { ...target, pirq: number('d4') } }
          : MSI;
      case 88:
        return { call: 'XEN_DOMCTL_gsi_permission', says: { ...target, gsi: number('d4'), access } };
      default:
        return PRIVCMD;
    }
  }
}

const isDaemon = (task: string): boolean => /^(xen-qemu|xenstored|xenconsoled|kworker)/.test(task);
const callerOf = (task: string): string => (task.startsWith('xen-qemu') ? 'qemu' : 'libxl');

/** A machine_sbdf: segment, bus, device and function in 32 bits. */
function sbdfOf(n: number): string {
  const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, '0');
  return `${hex(n >>> 16, 4)}:${hex((n >> 8) & 0xff, 2)}:${hex((n >> 3) & 0x1f, 2)}.${n & 7}`;
}
