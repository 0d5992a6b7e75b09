import { EBUSY, EINVAL, ENOENT } from '../../errno.js';
import { domId, domVlpi, type ArmModel } from '../model.js';
import type { Dom, EventIx, GuestIx, HostIx, VlpiIx } from '../scope.js';
import { allocateLpiBlock, freeLpiBlock, lpiOf } from './host-lpi.js';

/** Groups a step that changes the records of devices at the ITS touches. */
export const ITS_DEVICES = ['xen.its', 'xen.lpi', 'hw.its'] as const;

/** LPI_BLOCK: a device gets events in chunks of 32, and needs more event bits than that at the host. */
const LPI_BLOCK_BITS = 5;

/** The value of a cell of the LPI tree that points into freed memory. */
export const freedMemory = (m: ArmModel): number => m.scope.guestIds.length * m.scope.events + 1;

/**
 * gicv3_its_map_guest_device (xen/arch/arm/gic-v3-its.c, Xen 4.22-unstable), valid: -ENOENT unknown host ITS, -EINVAL too wide,
 * -EBUSY where the guest's DeviceID has a record. Nothing asks whether the host DeviceID is mapped for another domain, or whose
 * the device is: the last MAPD wins at the host.
 */
export function mapGuestDevice(m: ArmModel, d: Dom, h: HostIx | -1, g: GuestIx): number {
  if (h < 0) return ENOENT;
  const { its, id } = m.scope.hosts[h]!;
  const { deviceIdBits, eventIdBits } = m.scope.topology.msiControllers.find((c) => c.name === its)!;
  if (id >= 2 ** deviceIdBits || eventIdBits <= LPI_BLOCK_BITS) return EINVAL;
  const cell = domId(m, d, g);
  if (m.xen.itsDev[cell] !== 0) return EBUSY;
  const block = allocateLpiBlock(m, d);
  m.xen.itsDev[cell] = h + 1;
  m.xen.block[cell] = block + 1;
  m.hw.itt[h] = block + 1;
  return 0;
}

/**
 * remove_mapped_guest_device: MAPD V=0 at the host for its DeviceID, whoever mapped it last; the block is freed; the pending_irqs
 * are freed whether or not the LPI tree still points to them. -ENOENT without a record.
 */
export function removeMappedDevice(m: ArmModel, d: Dom, g: GuestIx): number {
  const cell = domId(m, d, g);
  const h = m.xen.itsDev[cell]! - 1;
  if (h < 0) return ENOENT;
  m.hw.itt[h] = 0;
  freeLpiBlock(m, m.xen.block[cell]! - 1);
  m.xen.itsDev[cell] = 0;
  m.xen.block[cell] = 0;
  leaveInTree(m, d, g, freedMemory(m));
  return 0;
}

/** Takes the virtual LPIs of a device out of the tree, which nobody does today but the guest that discards them. */
export const forgetVirtualLpis = (m: ArmModel, d: Dom, g: GuestIx): void => leaveInTree(m, d, g, 0);

/** What the cells of the tree that point to a record of the device hold from now on. */
function leaveInTree(m: ArmModel, d: Dom, g: GuestIx, what: number): void {
  for (let v = 0; v < m.scope.intids.length; v++) {
    const tree = domVlpi(m, d, v as VlpiIx);
    const at = m.xen.lpiTree[tree]! - 1;
    if (at >= 0 && at < freedMemory(m) - 1 && Math.floor(at / m.scope.events) === g)
      m.xen.lpiTree[tree] = what;
  }
}

/** gicv3_assign_guest_event: the event's LPI leads to `v` of the domain; false without a record of the device. */
export function assignGuestEvent(m: ArmModel, d: Dom, g: GuestIx, e: EventIx, v: VlpiIx): boolean {
  const block = m.xen.block[domId(m, d, g)]! - 1;
  if (block < 0) return false;
  m.xen.hlpiDom[lpiOf(m, block, e)] = d + 1;
  m.xen.hlpiVlpi[lpiOf(m, block, e)] = v + 1;
  return true;
}

/** gicv3_remove_guest_event: -EINVAL without a record. */
export function removeGuestEvent(m: ArmModel, d: Dom, g: GuestIx, e: EventIx): number {
  const block = m.xen.block[domId(m, d, g)]! - 1;
  if (block < 0) return EINVAL;
  m.xen.hlpiVlpi[lpiOf(m, block, e)] = 0;
  return 0;
}
