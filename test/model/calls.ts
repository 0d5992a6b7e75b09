import type { Taken } from './executor.js';

/** The steps that are calls of Xen, one line each: `map_pirq dom1 index 46 pirq 16 = 0`. */
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
