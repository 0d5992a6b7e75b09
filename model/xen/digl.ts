import type { Model } from '../model.js';
import type { Dev } from '../numbers.js';

/**
 * The digl_list of a pirq as a set of devices: hvm_pirq_dpci (xen/arch/x86/include/asm/hvm/irq.h, Xen 4.20). A byte of
 * the state holds eight of them, and a system with more devices has a second byte; elsewhere that one does not exist.
 */

/** Devices that the first byte holds. */
export const DIGL_DEVICES = 8;
/** Most devices both bytes hold. */
export const MOST_DEVICES = 16;

/** Is the device in the list of the cell [domain, pirq]? */
export const inDigl = (m: Model, cell: number, dev: number): boolean =>
  dev < DIGL_DEVICES
    ? (m.xen.digl[cell]! & (1 << dev)) !== 0
    : (m.xen.diglMore[cell]! & (1 << (dev - DIGL_DEVICES))) !== 0;

export const isDiglEmpty = (m: Model, cell: number): boolean =>
  m.xen.digl[cell] === 0 && !m.xen.diglMore[cell];

export function addToDigl(m: Model, cell: number, dev: Dev): void {
  if (dev < DIGL_DEVICES) m.xen.digl[cell]! |= 1 << dev;
  else m.xen.diglMore[cell]! |= 1 << (dev - DIGL_DEVICES);
}

export function removeFromDigl(m: Model, cell: number, dev: Dev): void {
  if (dev < DIGL_DEVICES) m.xen.digl[cell]! &= ~(1 << dev);
  else m.xen.diglMore[cell]! &= ~(1 << (dev - DIGL_DEVICES));
}

export function clearDigl(m: Model, cell: number): void {
  m.xen.digl[cell] = 0;
  if (m.xen.diglMore.length > 0) m.xen.diglMore[cell] = 0;
}
