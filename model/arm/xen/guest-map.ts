import { ENODEV, EPERM, ESRCH } from '../../errno.js';
import { domId, type ArmModel } from '../model.js';
import { type Dom, type GuestIx, type HostIx, type Pdev } from '../scope.js';
import { Life, Owner } from '../state.js';
import { vpciGuestId } from './vpci.js';

/** Does the design keep a table of virtual addresses in Xen? */
export const hasMap = (m: ArmModel): boolean =>
  !['none', 'identity', 'virtual-bus'].includes(m.design.mapping);

/**
 * PHYSDEVOP_map_domU_sbdf of thread 002: from now on the guest's DeviceID means this device; the last writer wins. -ESRCH
 * for a dead domain, -EPERM for a device of another domain, in designs that ask. Nobody proposed a way to take it back.
 */
export function mapGuestSbdf(m: ArmModel, d: Dom, g: GuestIx, p: Pdev): number {
  if (m.xen.domain[d] !== Life.RUNNING) return ESRCH;
  if (m.design.mapChecksOwner && m.xen.owner[p] !== Owner.DOM0 + d) return EPERM;
  m.xen.map[domId(m, d, g)] = p + 1;
  return 0;
}

/** Takes all virtual addresses of a device from a domain. */
export function forgetMapping(m: ArmModel, d: Dom, p: Pdev): void {
  for (let g = 0; g < m.scope.guestIds.length; g++)
    if (m.xen.map[domId(m, d, g as GuestIx)] === p + 1) m.xen.map[domId(m, d, g as GuestIx)] = 0;
}

/**
 * The missing function: the host DeviceID that a guest's DeviceID stands for, or a negative errno. -ENODEV: Xen knows of no such
 * device; -EPERM: it is another's, in designs that ask.
 */
export function hostDeviceOf(m: ArmModel, d: Dom, g: GuestIx): HostIx | number {
  if (m.design.mapping === 'identity') return identity(m, d, g);
  const p = pdevBehind(m, d, g);
  if (p < 0) return ENODEV;
  if (m.design.mapdChecksOwner && m.xen.owner[p] !== Owner.DOM0 + d) return EPERM;
  const { host } = m.scope.pdevs[p]!;
  return host < 0 ? ENODEV : host;
}

function pdevBehind(m: ArmModel, d: Dom, g: GuestIx): Pdev | -1 {
  if (m.design.mapping !== 'virtual-bus') return (m.xen.map[domId(m, d, g)]! - 1) as Pdev | -1;
  for (let p = 0; p < m.scope.pdevs.length; p++)
    if (m.xen.owner[p] === Owner.DOM0 + d && vpciGuestId(m, p as Pdev) === g) return p as Pdev;
  return -1;
}

/** The guest's DeviceID at the host ITS of the same place. */
export function identity(m: ArmModel, d: Dom, g: GuestIx): HostIx | number {
  const { its, id } = m.scope.guestIds[g]!;
  const name = m.scope.topology.msiControllers.filter((c) => c.kind === 'its')[its]?.name;
  const host = m.scope.hosts.findIndex((h) => h.its === name && h.id === id);
  if (host < 0) return ENODEV;
  const asks = d !== 0 && m.design.mapdChecksOwner;
  if (asks && !m.scope.pdevs.some((p, i) => p.host === host && m.xen.owner[i] === Owner.DOM0 + d))
    return EPERM;
  return host;
}
