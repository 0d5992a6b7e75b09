import { ENOSPC, EOPNOTSUPP } from '../../errno.js';
import { domSlot, type ArmModel } from '../model.js';
import type { Dom, GuestIx, Pdev } from '../scope.js';

/**
 * vpci_assign_device and assign_virtual_sbdf (xen/drivers/vpci/vpci.c, Xen 4.22-unstable): function 0 only, -EOPNOTSUPP otherwise;
 * the first free slot of 32, -ENOSPC without one.
 */
export function vpciAssign(m: ArmModel, p: Pdev, d: Dom): number {
  const { function: fn } = m.scope.devices[m.scope.pdevs[p]!.devices[0]!]!;
  if (fn !== 0) return EOPNOTSUPP;
  for (let slot = 0; slot < m.scope.slots.length; slot++) {
    if (m.xen.slotUsed[domSlot(m, d, slot)] !== 0) continue;
    m.xen.slotUsed[domSlot(m, d, slot)] = 1;
    m.xen.vpciSlot[p] = slot + 1;
    return 0;
  }
  return ENOSPC;
}

/** vpci_deassign_device: the slot is free at once. */
export function vpciDeassign(m: ArmModel, p: Pdev, d: Dom): void {
  const slot = m.xen.vpciSlot[p]! - 1;
  if (slot < 0) return;
  m.xen.slotUsed[domSlot(m, d, slot)] = 0;
  m.xen.vpciSlot[p] = 0;
}

/** translate_virtual_device, the other way round: the DeviceID the guest gives the function Xen shows it, or -1. */
export function vpciGuestId(m: ArmModel, p: Pdev): GuestIx | -1 {
  const slot = m.xen.vpciSlot[p]! - 1;
  return slot < 0 ? -1 : m.scope.virtualId(m.scope.slots[slot]!, 0);
}
