import { ERROR_FAIL } from '../../model/errno.js';
import type { Model } from '../../model/model.js';
import type { Step } from '../../model/system.js';
import type { Source, Value } from './recording.js';

/** What somebody who watches a source would see of a step of the model. */
export interface Echo {
  readonly source: Source;
  readonly call: string;
  readonly says: Readonly<Record<string, Value | undefined>>;
  /** Undefined: the value is not the source's own. */
  readonly ret: number | undefined;
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

/** Called when the step has run. */
export type Heard = (result: number) => readonly Echo[];

/** What a step's arguments say, by kind of number. */
export type Said = Readonly<Record<string, Value>>;

/** Reads the arguments of a step as the model words them: `dom1, GSI 46, pirq -1`. */
export function said(args: string): Said {
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

/** What will be heard of a step; null where it says nothing. To be called in the state before it. */
export type Hearing = (m: Model, says: Said, actor: Step['actor'], args: string) => Heard | null;

/** A hypercall of QEMU or xl: Xen sees it, and dom0's privcmd sees who made it. */
export const twice = (call: string, says: Echo['says'], ret: number, actor: Step['actor']): Echo[] => [
  { source: 'xen', call, says, ret },
  { source: 'dom0', call, says: { ...says, caller: actor }, ret },
];
export const inDom0 = (call: string, says: Echo['says'], ret?: number): Echo => ({
  source: 'dom0',
  call,
  says,
  ret,
});
export const inXen = (call: string, says: Echo['says'], ret?: number): Echo => ({
  source: 'xen',
  call,
  says,
  ret,
});
/** libxl loses errnos; the model's ERROR_FAIL stands for any. */
const known = (ret: number): number | undefined => (ret === ERROR_FAIL ? undefined : ret);
export const throughPrivcmd =
  (call: string): Hearing =>
  (_m, says, actor) =>
  (ret) => [inDom0(call, { ...says, caller: actor }, known(ret))];
/** Xen logs `d1: bind: m_gsi=16 g_gsi=28 ...`, where m_gsi is the pirq and only dom0's guest GSI is in the model. */
export const logged = (domain: Value | undefined, pirq: Value | undefined, guestGsi?: Value): Echo => ({
  source: 'console',
  call: 'pt_irq_create_bind',
  says: { domain, pirq, 'guest gsi': guestGsi },
  ret: undefined,
});
