import type { LabCall, LabRun } from './runs.js';
import type { Taken } from './executor.js';

/**
 * Xen's calls in one spelling for the lab's trace and the model's steps. Not in the model, hence not compared:
 * PHYSDEVOP irq_status_query (5), alloc_irq_vector (10), eoi (12), pci_mmcfg_reserved (24), prepare_msix (30); anything
 * about MSI; XEN_DOMCTL_irq_permission and assign_device, which the tracer did not watch; the unbinding inside
 * domain_kill, which is part of one step of the model.
 */
export function labCalls(run: LabRun, calls: readonly LabCall[], destroying: boolean): string[] {
  const nrIrqsGsi = Math.max(...run.ioapics.map((io) => io.gsi_base + io.pins));
  return calls.flatMap((c) => labCall(c, nrIrqsGsi, destroying) ?? []);
}

/** A little-endian word of a hypercall's body, printed in hexadecimal. */
const le32 = (body: string, word: number): number =>
  Buffer.from(body.slice(8 * word, 8 * word + 8), 'hex').readUInt32LE();

function labCall(c: LabCall, nrIrqsGsi: number, removing: boolean): string | undefined {
  const number = (name: string, of: LabCall = c): number =>
    Number(new RegExp(`${name}=(-?\\d+)`).exec(of.args)![1]);
  const dom = (of: LabCall): string => /\bd(\d+)/.exec(of.args)![1]!;
  const domName = (of: LabCall): string => (dom(of) === '32753' ? 'dom_io' : `dom${dom(of)}`);
  switch (c.fn) {
    case 'hvm_physdev_op':
    case 'do_physdev_op': {
      const inner = c.fn === 'hvm_physdev_op' ? c.sub?.[0]?.sub?.[0] : c.sub?.[0];
      switch (number('cmd')) {
        case 13:
          if (!inner) return `map_pirq = ${c.ret}`;
          return number('type', inner) !== 1
            ? undefined
            : `map_pirq ${domName(inner)} index ${number('index', inner)} pirq ${number('pirq', inner)} = ${c.ret}`;
        case 14:
          if (!inner) return `unmap_pirq = ${c.ret}`;
          return number('pirq', inner) >= nrIrqsGsi
            ? undefined
            : `unmap_pirq ${domName(inner)} pirq ${number('pirq', inner)} = ${c.ret}`;
        case 21:
          if (!inner) return `setup_gsi = ${c.ret}`;
          return `setup_gsi ${registration(inner)} = ${c.ret}`;
        case 32:
          // pcistub_put_pci_dev, when xenstore tells pciback that the backend is gone. It runs in xenwatch, after xl, and
          // only for devices of the backend's first configuration (an HVM guest has no frontend that would reconfigure).
          // Xen's part does nothing for a device of dom_io, so the model leaves it out.
          return removing ? undefined : `pci_device_reset = ${c.ret}`;
        case 5:
        case 10:
        case 12:
        case 24:
        case 30:
          return undefined;
        default:
          throw new Error(`${c.fn} ${c.args}`);
      }
    }
    case 'arch_do_domctl': {
      const body = /body=([0-9a-f]+)/.exec(c.args)![1]!;
      const target = `dom${number('dom')}`;
      switch (number('cmd')) {
        case 38:
          return `bind_pt_irq ${target} pirq ${le32(body, 0)} = ${c.ret}`;
        case 48:
          return `unbind_pt_irq ${target} pirq ${le32(body, 0)} = ${c.ret}`;
        case 88:
          return `gsi_permission ${target} GSI ${le32(body, 0)} ${le32(body, 1) ? 'grant' : 'revoke'} = ${c.ret}`;
        default:
          throw new Error(`${c.fn} ${c.args}`);
      }
    }
    case 'mp_register_gsi':
      return `mp_register_gsi GSI ${number('gsi')} = ${c.ret}`;
    case 'allocate_and_map_gsi_pirq':
      return `allocate_and_map_gsi_pirq dom0 GSI ${number('index')} = ${c.ret}`;
    case 'pt_irq_create_bind':
      return number('type') === 0 ? `pt_irq_create_bind dom0 = ${c.ret}` : undefined;
    case 'pt_irq_destroy_bind':
      return number('type') === 0 ? `pt_irq_destroy_bind dom0` : undefined;
    case 'unmap_domain_pirq':
      return number('pirq') >= nrIrqsGsi ? undefined : `unmap_domain_pirq ${domName(c)} = ${c.ret}`;
    case 'pirq_guest_bind':
      return number('pirq') >= nrIrqsGsi ? undefined : `EVTCHNOP_bind_pirq ${number('pirq')} = ${c.ret}`;
    case 'pirq_guest_unbind':
      if (number('pirq') >= nrIrqsGsi || dom(c) !== '0') return undefined;
      return `EVTCHNOP_close pirq ${number('pirq')}`;
    case 'deassign_device': {
      const [, bus, slot, fn] = /bus=(\w+) devfn=(\w+)\.(\d)/.exec(c.args)!;
      return `deassign_device ${domName(c)} 0000:${bus!.padStart(2, '0')}:${slot!.padStart(2, '0')}.${fn} = ${c.ret}`;
    }
    case 'allocate_and_map_msi_pirq':
      return undefined;
    default:
      throw new Error(`${c.fn} ${c.args}`);
  }
}

const registration = (c: LabCall): string => {
  const [, gsi, trig, pol] = /gsi=(\d+) trig=(\d) pol=(\d)/.exec(c.args)!;
  return `GSI ${gsi}, ${trig === '1' ? 'level' : 'edge'}, ${pol === '1' ? 'low' : 'high'}`;
};

/** The model's steps that are calls of Xen, spelled as `labCalls` does. */
export function modelCalls(taken: readonly Taken[]): string[] {
  return taken.flatMap((t) => modelCall(t) ?? []);
}

function modelCall({ fn, args, result }: Taken): string | undefined {
  const part = (re: RegExp): string => re.exec(args)?.[1] ?? '?';
  const dom = args.startsWith('DOMID_SELF') ? 'dom0' : part(/(dom\d+)/);
  switch (fn) {
    case 'PHYSDEVOP_map_pirq': {
      if (result === -38) return `map_pirq = ${result}`;
      const self = /^DOMID_SELF, GSI (\d+)/.exec(args);
      if (self) return `map_pirq dom0 index ${self[1]} pirq ${self[1]} = ${result}`;
      return `map_pirq ${dom} index ${part(/(?:GSI|index) (\d+)/)} pirq ${part(/pirq (-?\d+)/)} = ${result}`;
    }
    case 'PHYSDEVOP_unmap_pirq':
      return result === -38
        ? `unmap_pirq = ${result}`
        : `unmap_pirq ${dom} pirq ${part(/pirq (\d+)/)} = ${result}`;
    case 'PHYSDEVOP_setup_gsi':
      return result === -38 ? `setup_gsi = ${result}` : `setup_gsi ${args} = ${result}`;
    case 'PHYSDEVOP_pci_device_reset':
      return `pci_device_reset = ${result}`;
    case 'XEN_DOMCTL_bind_pt_irq':
      return `bind_pt_irq ${dom} pirq ${part(/pirq (\d+)/)} = ${result}`;
    case 'XEN_DOMCTL_unbind_pt_irq':
      return `unbind_pt_irq ${dom} pirq ${part(/pirq (\d+)/)} = ${result}`;
    case 'XEN_DOMCTL_gsi_permission':
      return `gsi_permission ${dom} GSI ${part(/GSI (\d+)/)} ${part(/(grant|revoke)/)} = ${result}`;
    case 'mp_register_gsi':
      return `mp_register_gsi GSI ${part(/GSI (\d+)/)} = ${result}`;
    case 'allocate_and_map_gsi_pirq':
      return `allocate_and_map_gsi_pirq dom0 GSI ${part(/GSI (\d+)/)} = ${result}`;
    case 'pt_irq_create_bind':
      return `pt_irq_create_bind dom0 = ${result}`;
    case 'unmap_domain_pirq':
      return `unmap_domain_pirq dom0 = ${result}`;
    case 'EVTCHNOP_bind_pirq':
      return `EVTCHNOP_bind_pirq ${part(/pirq (\d+)/)} = ${result}`;
    case 'EVTCHNOP_close':
      return `EVTCHNOP_close pirq ${part(/pirq (\d+)/)}`;
    case 'XEN_DOMCTL_deassign_device': {
      const sbdf = part(/^(\S+),/);
      return `deassign_device ${args.endsWith('DOMID_IO') ? 'dom_io' : dom} ${sbdf} = ${result}`;
    }
    default:
      return undefined;
  }
}
