import { InputError } from '../../model/input-error.js';
import type { Event, Value } from '../../checker/validate/recording.js';
import { PUT_RESET } from './dom0-calls.js';
import type { LabCall } from './run.js';

/** Counts lines that are not compared, by reason. */
export type LeaveOut = (why: string) => void;

/** PHYSDEVOP numbers (xen/include/public/physdev.h, Xen 4.20) that the model has no step for, and why. */
const UNMODELLED_PHYSDEV: Readonly<Record<number, string>> = {
  5: 'PHYSDEVOP_irq_status_query: asks only',
  10: 'PHYSDEVOP_alloc_irq_vector: does nothing since Xen 4',
  12: 'PHYSDEVOP_eoi: part of delivery',
  15: 'PHYSDEVOP_manage_pci_add: boot',
  24: 'PHYSDEVOP_pci_mmcfg_reserved: memory',
  25: 'PHYSDEVOP_pci_device_add: boot',
  30: 'PHYSDEVOP_prepare_msix: MSI-X',
  31: 'PHYSDEVOP_release_msix: MSI-X',
};
const MSI = 'a call about MSI';

/**
 * Xen's calls as events, in the order in which they began. Only outermost calls are events, since the model takes a
 * hypercall as one step; what is inside tells more about it. `removing`: the operation takes a device away from a domain.
 * `puts`: how many guests' devices were unbound from pciback.
 */
export function xenEvents(
  calls: readonly LabCall[],
  nrIrqsGsi: number,
  removing: boolean,
  puts: number,
  place: string,
  leaveOut: LeaveOut,
): Event[] {
  let toPut = removing ? 0 : puts;
  return calls.flatMap((call) => {
    let found = eventOf(call, nrIrqsGsi, removing, place);
    if (typeof found !== 'string' && found.call === 'PHYSDEVOP_pci_device_reset' && toPut > 0) {
      toPut--;
      found = PUT_RESET;
    }
    if (typeof found !== 'string') return { source: 'xen' as const, ...found, raw: rawOf(call) };
    leaveOut(found);
    return [];
  });
}

type Found = Pick<Event, 'call' | 'says' | 'ret'>;

/** The event, or why there is none. */
function eventOf(c: LabCall, nrIrqsGsi: number, removing: boolean, place: string): Found | string {
  const unknown = (): never => {
    throw new InputError(place, `unknown call ${rawOf(c)}`);
  };
  const number = (name: string, of: LabCall = c): number => {
    const m = new RegExp(`\\b${name}=(-?\\d+)`).exec(of.args);
    return m ? Number(m[1]) : unknown();
  };
  const pirqOf = (of: LabCall): number => number('pirq', of);
  const found = (call: string, says: Record<string, Value>): Found => ({
    call,
    says,
    ...(c.ret === null ? {} : { ret: c.ret }),
  });
  switch (c.fn) {
    case 'hvm_physdev_op':
    case 'do_physdev_op': {
      const inner = c.fn === 'hvm_physdev_op' ? c.sub?.[0]?.sub?.[0] : c.sub?.[0];
      const op = number('cmd');
      switch (op) {
        case 13: {
          if (!inner) return found('PHYSDEVOP_map_pirq', {});
          if (number('type', inner) !== 1) return MSI;
          const got = c.ret === 0 ? outOf(inner, 'pirq') : undefined;
          return found('PHYSDEVOP_map_pirq', {
            ...concerns(inner),
            index: number('index', inner),
            pirq: pirqOf(inner),
            ...(got === undefined ? {} : { 'pirq given': got }),
          });
        }
        case 14:
          if (!inner) return found('PHYSDEVOP_unmap_pirq', {});
          if (pirqOf(inner) >= nrIrqsGsi) return MSI;
          return found('PHYSDEVOP_unmap_pirq', { ...concerns(inner), pirq: pirqOf(inner) });
        case 21:
          return found('PHYSDEVOP_setup_gsi', inner ? registration(inner) : {});
        case 32:
          // pcistub_put_pci_dev, when xenstore tells pciback that the backend is gone. It runs in xenwatch, after xl, and only
          // for devices of the backend's first configuration (an HVM guest has no frontend that would reconfigure). Xen's
          // part does nothing for a device of dom_io, so the model leaves it out.
          return removing
            ? 'PHYSDEVOP_pci_device_reset by xenwatch, after xl has gone: not modelled'
            : found('PHYSDEVOP_pci_device_reset', {});
        default:
          return UNMODELLED_PHYSDEV[op] ?? unknown();
      }
    }
    case 'arch_do_domctl': {
      const body = Buffer.from(/body=([0-9a-f]+)/.exec(c.args)?.[1] ?? '', 'hex');
      const domain = `dom${number('dom')}`;
      switch (number('cmd')) {
        case 21:
          return 'XEN_DOMCTL_ioport_permission: I/O ports';
        case 38:
          return found('XEN_DOMCTL_bind_pt_irq', { domain, pirq: body.readUInt32LE(0) });
        case 48:
          return found('XEN_DOMCTL_unbind_pt_irq', { domain, pirq: body.readUInt32LE(0) });
        case 88:
          return found('XEN_DOMCTL_gsi_permission', {
            domain,
            gsi: body.readUInt32LE(0),
            access: body.readUInt32LE(4) !== 0 ? 'grant' : 'revoke',
          });
        default:
          return unknown();
      }
    }
    case 'mp_register_gsi':
      return found('mp_register_gsi', registration(c));
    case 'allocate_and_map_gsi_pirq': {
      const got = c.ret === 0 ? outOf(c, 'pirq') : undefined;
      return found('allocate_and_map_gsi_pirq', {
        ...concerns(c),
        gsi: number('index'),
        ...(got === undefined ? {} : { 'pirq given': got }),
      });
    }
    case 'pt_irq_create_bind':
      return number('type') === 0 ? found('pt_irq_create_bind', { ...concerns(c), pirq: pirqOf(c) }) : MSI;
    case 'pt_irq_destroy_bind':
      return number('type') === 0 ? found('pt_irq_destroy_bind', { ...concerns(c), pirq: pirqOf(c) }) : MSI;
    case 'unmap_domain_pirq':
      return pirqOf(c) >= nrIrqsGsi ? MSI : found('unmap_domain_pirq', { ...concerns(c), pirq: pirqOf(c) });
    case 'pirq_guest_bind':
      return pirqOf(c) >= nrIrqsGsi ? MSI : found('EVTCHNOP_bind_pirq', { pirq: pirqOf(c) });
    case 'pirq_guest_unbind':
      if (pirqOf(c) >= nrIrqsGsi) return MSI;
      if (concerns(c).domain !== 'dom0') return 'unbinding inside domain_kill: part of one step of the model';
      return { call: 'EVTCHNOP_close', says: { pirq: pirqOf(c) } };
    case 'allocate_and_map_msi_pirq':
      return MSI;
    case 'deassign_device': {
      const [, bus, slot, fn] = /bus=(\w+) devfn=(\w+)\.(\d)/.exec(c.args) ?? unknown();
      return found('XEN_DOMCTL_deassign_device', {
        ...concerns(c),
        device: `0000:${bus!.padStart(2, '0')}:${slot!.padStart(2, '0')}.${fn!}`,
      });
    }
    case 'hvm_gsi_assert':
    case 'hvm_pci_intx_assert':
    case 'vioapic_write_redirent':
      return `${c.fn}: its effect is seen in the state`;
    default:
      return unknown();
  }
}

/**
 * Whom a call concerns: `d1`; DOMID_IO is 0x7ff1. Up to Xen 4.17 physdev_map_pirq takes a number where later ones take a
 * pointer, so that the tracer prints `d?`; what it calls has the pointer, and where nothing does it stays unsaid.
 */
function concerns(c: LabCall): { domain?: string } {
  const number = /\bd(\d+)/.exec(c.args)?.[1];
  if (number !== undefined) return { domain: number === '32753' ? 'dom_io' : `dom${number}` };
  return c.sub?.map(concerns).find((inner) => inner.domain !== undefined) ?? {};
}

/** mp_register_gsi's arguments, and what was written into the redirection entry if anything was. */
function registration(c: LabCall): Record<string, Value> {
  const [, gsi, trigger, polarity] = /gsi=(\d+) trig=(\d) pol=(\d)/.exec(c.args) ?? [];
  const written = c.sub?.find((s) => s.fn === 'io_apic_set_pci_routing');
  const [, level, low] = /level=(\d) low=(\d)/.exec(written?.args ?? '') ?? [];
  return {
    gsi: Number(gsi),
    trigger: trigger === '1' ? 'level' : 'edge',
    polarity: polarity === '1' ? 'low' : 'high',
    ...(level === undefined
      ? {}
      : { 'pin trigger': level === '1' ? 'level' : 'edge', 'pin polarity': low === '1' ? 'low' : 'high' }),
  };
}

/** A value that a call, or the call it ends in, wrote through a pointer. */
function outOf(c: LabCall, name: string): number | undefined {
  const m = new RegExp(`\\b${name}=(-?\\d+)`).exec(c.out ?? c.sub?.find((s) => s.out)?.out ?? '');
  return m ? Number(m[1]) : undefined;
}

/** The call as it was traced, on one line: `map_pirq(...) = 0 { ... }`. */
function rawOf({ fn, args, ret, out, sub }: LabCall): string {
  const inside = sub && sub.length > 0 ? ` { ${sub.map(rawOf).join('; ')} }` : '';
  return `${fn}(${args})${inside} = ${ret ?? '?'}${out === undefined ? '' : ` ${out}`}`;
}
