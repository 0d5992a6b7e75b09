import type { GdbStub, Registers } from './gdb-stub.js';

/** A function of Xen's that the tracer stops at: how to print its arguments, and where it leaves a result. */
export interface TracedCall {
  arguments(r: Registers, at: GdbStub): Promise<string | undefined>;
  /** The register that points at an int the function may change, and what to call it. */
  readonly out?: { readonly name: string; readonly register: 'rdx' | 'rcx' };
  /** Called for as long as a line is asserted: only the first call after a raise is noted, and not its return. */
  readonly once?: boolean;
}

const s32 = (v: bigint): number => Number(BigInt.asIntN(32, v));
const u16At = async (at: GdbStub, a: bigint): Promise<string> =>
  `${(await at.memory(a, 2))?.readUInt16LE() ?? '?'}`;
const s32At = async (at: GdbStub, a: bigint): Promise<string> =>
  `${(await at.memory(a, 4))?.readInt32LE() ?? '?'}`;
const DOMID_SELF = 0x7ff0n;
/** A pointer to a struct domain, which begins with the domain's id, or the id itself, as in Xen 4.17's physdev functions. Only dom0 calls those for itself. */
const domain = async (at: GdbStub, a: bigint): Promise<string> => {
  if (a > 0xffffn) return `d${await u16At(at, a)}`;
  return a === DOMID_SELF ? 'd0' : `d${a}`;
};

/** struct xen_domctl_bind_pt_irq begins with machine_irq and irq_type. */
const binding: TracedCall = {
  async arguments(r, at) {
    const m = await at.memory(r.rsi, 24);
    if (!m) return '?';
    const bytes = m.subarray(8, 20).toString('hex');
    return `${await domain(at, r.rdi)} pirq=${m.readUInt32LE(0)} type=${m.readUInt32LE(4)} bytes=${bytes}`;
  },
};
const physdevOp: TracedCall = { arguments: async (r) => `cmd=${s32(r.rdi)}` };
const guestUnbind: TracedCall = {
  arguments: async (r, at) => `${await domain(at, r.rdi)} pirq=${await s32At(at, r.rsi)}`,
};
const unmap: TracedCall = { arguments: async (r, at) => `${await domain(at, r.rdi)} pirq=${s32(r.rsi)}` };
const deviceOf = (r: Registers): string =>
  `seg=${Number(r.rsi & 0xffffn)} bus=${(r.rdx & 0xffn).toString(16)} devfn=${((r.rcx >> 3n) & 31n).toString(16)}.${r.rcx & 7n}`;

/** XEN_DOMCTL_ commands about devices, memory rights, irqs and destruction (public/domctl.h). */
const domctls = [2, 19, 20, 21, 22, 23, 36, 37, 38, 39, 40, 45, 48, 88];

/** The functions by name; a static one that two files have would need its file, which none of these does. */
export const tracedCalls: Readonly<Record<string, TracedCall>> = {
  hvm_physdev_op: physdevOp,
  do_physdev_op: physdevOp,
  arch_do_domctl: {
    async arguments(r, at) {
      const m = await at.memory(r.rdi, 40);
      if (!m || !domctls.includes(m.readUInt32LE(0))) return undefined;
      return `cmd=${m.readUInt32LE(0)} dom=${m.readUInt16LE(8)} body=${m.subarray(16, 40).toString('hex')}`;
    },
  },
  physdev_map_pirq: {
    arguments: async (r, at) =>
      `${await domain(at, r.rdi)} type=${s32(r.rsi)} index=${await s32At(at, r.rdx)} pirq=${await s32At(at, r.rcx)}`,
    out: { name: 'pirq', register: 'rcx' },
  },
  physdev_unmap_pirq: unmap,
  allocate_and_map_gsi_pirq: {
    arguments: async (r, at) =>
      `${await domain(at, r.rdi)} index=${s32(r.rsi)} pirq=${await s32At(at, r.rdx)}`,
    out: { name: 'pirq', register: 'rdx' },
  },
  allocate_and_map_msi_pirq: {
    arguments: async (r, at) =>
      `${await domain(at, r.rdi)} index=${s32(r.rsi)} pirq=${await s32At(at, r.rdx)} type=${s32(r.rcx)}`,
    out: { name: 'pirq', register: 'rdx' },
  },
  map_domain_pirq: {
    arguments: async (r, at) =>
      `${await domain(at, r.rdi)} pirq=${s32(r.rsi)} irq=${s32(r.rdx)} type=${s32(r.rcx)}`,
  },
  unmap_domain_pirq: unmap,
  mp_register_gsi: {
    arguments: async (r) => `gsi=${Number(BigInt.asUintN(32, r.rdi))} trig=${s32(r.rsi)} pol=${s32(r.rdx)}`,
  },
  io_apic_set_pci_routing: {
    arguments: async (r) =>
      `ioapic=${s32(r.rdi)} pin=${s32(r.rsi)} irq=${s32(r.rdx)} level=${s32(r.rcx)} low=${s32(r.r8)}`,
  },
  pt_irq_create_bind: binding,
  pt_irq_destroy_bind: binding,
  pirq_guest_bind: {
    arguments: async (r, at) => `pirq=${await s32At(at, r.rsi)} share=${s32(r.rdx)}`,
  },
  pirq_guest_unbind: guestUnbind,
  pirq_guest_force_unbind: guestUnbind,
  deassign_device: { arguments: async (r, at) => `${await domain(at, r.rdi)} ${deviceOf(r)}` },
  hvm_pci_intx_assert: {
    arguments: async (r, at) => `${await domain(at, r.rdi)} dev=${s32(r.rsi)} intx=${s32(r.rdx)}`,
    once: true,
  },
  hvm_gsi_assert: {
    arguments: async (r, at) => `${await domain(at, r.rdi)} gsi=${s32(r.rsi)}`,
    once: true,
  },
};
