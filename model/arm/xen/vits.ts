import { EFAULT, EINVAL, ENOENT } from '../../errno.js';
import { domColl, domEvent, domId, domVlpi, type ArmModel } from '../model.js';
import { DOM0, type CollIx, type Dom, type EventIx, type GuestIx, type VlpiIx } from '../scope.js';
import { hostDeviceOf, identity } from './guest-map.js';
import {
  assignGuestEvent,
  freedMemory,
  ITS_DEVICES,
  mapGuestDevice,
  removeGuestEvent,
  removeMappedDevice,
} from './its-devices.js';

/**
 * The commands of a virtual ITS (xen/arch/arm/vgic-v3-its.c, Xen 4.22-unstable), checks in the order of the source. The tables lie in
 * guest RAM. Xen only logs what a command returns: CREADR moves on and the guest sees nothing of it. One command is one step,
 * vcmd_lock is held while it runs.
 */

/** Groups a step that executes commands touches. */
export const VITS = [...ITS_DEVICES, 'guest.ram', 'xen.host'] as const;
/** ... and looks at. */
export const VITS_READS = ['xen.map', 'xen.pdev', 'xen.vpci'] as const;

/** What the handlers return for most failures. */
const FAILED = -1;

/** The last entry read: its virtual LPI, index + 1. */
const entry = { vlpi: 0 };

/** get_vcpu_from_collection: is the collection mapped to a vCPU? */
const isMapped = (m: ArmModel, d: Dom, c: number): boolean =>
  c >= 0 && m.guest.coll[domColl(m, d, c as CollIx)] !== 0;

/** read_itte: false unless the device has a table and the event's collection is mapped. */
function readItte(m: ArmModel, d: Dom, g: GuestIx, e: EventIx): boolean {
  if (m.guest.deviceTable[domId(m, d, g)] === 0) return false;
  if (!isMapped(m, d, m.guest.itteColl[domEvent(m, d, g, e)]! - 1)) return false;
  entry.vlpi = m.guest.itteVlpi[domEvent(m, d, g, e)]!;
  return true;
}

/** write_itte; false where the device has no table. `c` and `v` are indices + 1. */
function writeItte(m: ArmModel, d: Dom, g: GuestIx, e: EventIx, c: number, v: number): boolean {
  if (m.guest.deviceTable[domId(m, d, g)] === 0) return false;
  m.guest.itteColl[domEvent(m, d, g, e)] = c;
  m.guest.itteVlpi[domEvent(m, d, g, e)] = v;
  return true;
}

/** The command cannot be fetched where its page is gone: CREADR stops for ever. */
export function fetchCommand(m: ArmModel, d: Dom): number {
  if (m.guest.queueLost[d] !== 0) m.xen.wedged[d] = 1;
  return m.xen.wedged[d] !== 0 ? EFAULT : 0;
}

/** MAPC, to vCPU 0, or with V=0 to none. */
export function mapc(m: ArmModel, d: Dom, c: CollIx, valid: boolean): number {
  m.guest.coll[domColl(m, d, c)] = valid ? 1 : 0;
  return 0;
}

/**
 * MAPD V=1. dom0's DeviceIDs are the host's. In Xen today a guest's MAPD reaches no host ITS and still succeeds; with a mapping,
 * the host DeviceID is looked up first.
 */
export function mapd(m: ArmModel, d: Dom, g: GuestIx): number {
  if (d === DOM0 || m.design.mapping !== 'none') {
    const h = d === DOM0 ? identity(m, d, g) : hostDeviceOf(m, d, g);
    if (h < 0) return h;
    const err = mapGuestDevice(m, d, h as Parameters<typeof mapGuestDevice>[2], g);
    if (err < 0) return err;
  }
  m.guest.deviceTable[domId(m, d, g)] = 1;
  return 0;
}

/** MAPD V=0: every event is discarded, errors ignored, then the record goes, and the table's entry in any case. */
export function unmapd(m: ArmModel, d: Dom, g: GuestIx): number {
  for (let e = 0; e < m.scope.events; e++) discardEvent(m, d, g, e as EventIx);
  removeMappedDevice(m, d, g);
  m.guest.deviceTable[domId(m, d, g)] = 0;
  return 0;
}

/**
 * MAPTI. A valid entry is left alone; one whose collection is unmapped counts as none, its old LPI stays in the tree. Any INTID
 * is taken, LPI or not, that is below nr_lpis. Without a record of the device, and for an LPI in use, the entry is reset.
 */
export function mapti(m: ArmModel, d: Dom, g: GuestIx, e: EventIx, v: VlpiIx, c: CollIx): number {
  if (readItte(m, d, g, e) && entry.vlpi !== 0) return FAILED;
  if (!isMapped(m, d, c)) return FAILED;
  if (!writeItte(m, d, g, e, c + 1, v + 1)) return FAILED;
  if (!assignGuestEvent(m, d, g, e, v)) {
    writeItte(m, d, g, e, 0, 0);
    return FAILED;
  }
  const tree = domVlpi(m, d, v);
  if (m.xen.lpiTree[tree] !== 0) {
    removeGuestEvent(m, d, g, e);
    writeItte(m, d, g, e, 0, 0);
    return FAILED;
  }
  m.xen.lpiTree[tree] = g * m.scope.events + e + 1;
  return 0;
}

/** MOVI: the entry's collection. Which vCPU gets an interrupt is not modelled. */
export function movi(m: ArmModel, d: Dom, g: GuestIx, e: EventIx, c: CollIx): number {
  if (!readItte(m, d, g, e) || entry.vlpi === 0) return FAILED;
  if (!isMapped(m, d, c) || m.xen.itsDev[domId(m, d, g)] === 0) return FAILED;
  writeItte(m, d, g, e, c + 1, entry.vlpi);
  return 0;
}

/** INT: injects the virtual LPI of the entry into the guest itself. */
export function int(m: ArmModel, d: Dom, g: GuestIx, e: EventIx): number {
  if (!readItte(m, d, g, e) || entry.vlpi === 0) return FAILED;
  injectLpi(m, d, (entry.vlpi - 1) as VlpiIx);
  return 0;
}

/** CLEAR: what is pending and not visible yet is forgotten. */
export const clear = (m: ArmModel, d: Dom, g: GuestIx, e: EventIx): number =>
  readItte(m, d, g, e) && m.xen.itsDev[domId(m, d, g)] !== 0 ? 0 : FAILED;

/** INV: reads the LPI's properties anew. */
export const inv = (m: ArmModel, d: Dom, g: GuestIx, e: EventIx): number =>
  readItte(m, d, g, e) && entry.vlpi !== 0 && m.xen.itsDev[domId(m, d, g)] !== 0 ? 0 : FAILED;

/** DISCARD: the event's host LPI leads nowhere, its virtual LPI is free; the entry is reset. */
export function discard(m: ArmModel, d: Dom, g: GuestIx, e: EventIx): number {
  const err = discardEvent(m, d, g, e);
  if (err === 0) writeItte(m, d, g, e, 0, 0);
  return err;
}

/**
 * its_discard_event: -ENOENT for an entry without virtual LPI or with an unmapped collection (read_itte finds no vCPU), or an LPI
 * that is not in the tree. its_unmap_device takes no notice, so what could not be discarded stays in the tree when its memory is
 * freed (vgic-v3-its.c and gic-v3-its.c, master of August 2026).
 */
function discardEvent(m: ArmModel, d: Dom, g: GuestIx, e: EventIx): number {
  if (!readItte(m, d, g, e) || entry.vlpi === 0) return ENOENT;
  const tree = domVlpi(m, d, (entry.vlpi - 1) as VlpiIx);
  const at = m.xen.lpiTree[tree]! - 1;
  if (at < 0) return ENOENT;
  m.xen.lpiTree[tree] = 0;
  if (at === freedMemory(m) - 1) {
    m.xen.crashed[0] = 1;
    return EINVAL;
  }
  return removeGuestEvent(m, d, g, e);
}

/** vgic_vcpu_inject_lpi: does the guest get it? A pending_irq in freed memory is used: Xen crashes, or worse. */
export function injectLpi(m: ArmModel, d: Dom, v: VlpiIx): boolean {
  const at = m.xen.lpiTree[domVlpi(m, d, v)]!;
  if (at === freedMemory(m)) m.xen.crashed[0] = 1;
  return at !== 0 && at !== freedMemory(m);
}
