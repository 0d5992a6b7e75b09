import { EBUSY, EINVAL, ENODEV } from '../../errno.js';
import { domDev, type ArmModel } from '../model.js';
import { DOM0, type Dom, type GuestIx, type Pdev } from '../scope.js';
import { Fwspec, Life, Owner } from '../state.js';
import { forgetMapping } from './guest-map.js';
import { forgetVirtualLpis, removeMappedDevice } from './its-devices.js';
import { smmuAddDevice, smmuAttach, smmuDeassign, smmuDetach, SMMU } from './smmu.js';
import { vpciAssign, vpciDeassign } from './vpci.js';

/** DOMID_IO, the sentinel owner of quarantined devices. */
export const DOM_IO = 'dom_io';

/** Groups a step that changes a device's owner touches. */
export const OWNERSHIP = [
  ...SMMU,
  'xen.domain',
  'xen.vpci',
  'xen.map',
  'xen.its',
  'xen.lpi',
  'hw.its',
  'xen.p2m',
] as const;

export const ownerOf = (d: Dom | typeof DOM_IO): number => (d === DOM_IO ? Owner.DOM_IO : Owner.DOM0 + d);
export const owns = (m: ArmModel, d: Dom, p: Pdev): boolean => m.xen.owner[p] === ownerOf(d);

/**
 * PHYSDEVOP_pci_device_add (xen/drivers/pci/physdev.c, Xen 4.22-unstable) and pci_add_device (xen/drivers/passthrough/pci.c,
 * Xen 4.22-unstable): a known record that belongs to somebody is left as it is. A failing IOMMU leaves the record without owner.
 */
export function pciAddDevice(m: ArmModel, p: Pdev): number {
  const { physfn } = m.scope.pdevs[p]!;
  if (physfn >= 0 && m.xen.present[physfn] === 0) return ENODEV;
  m.xen.present[p] = 1;
  if (m.xen.owner[p] !== Owner.NONE) return 0;
  setOwner(m, p, ownerOf(DOM0));
  const err = smmuAddDevice(m, p, DOM0);
  if (err < 0) setOwner(m, p, Owner.NONE);
  return err;
}

/**
 * PHYSDEVOP_pci_device_remove: whoever owns it. A physical function with VFs is -EBUSY. The SMMUv3 driver has no remove_device and
 * the call goes through a null pointer: Xen crashes. SMMUv2 forgets the master and leaves its stream as it is.
 */
export function pciRemoveDevice(m: ArmModel, p: Pdev): number {
  if (m.xen.present[p] === 0) return ENODEV;
  if (m.scope.pdevs.some((vf, i) => vf.physfn === p && m.xen.present[i] !== 0)) return EBUSY;
  if (m.xen.owner[p] === Owner.NONE) {
    m.xen.present[p] = 0;
    return EINVAL;
  }
  if (m.scope.smmuVersion === 3) {
    m.xen.crashed[0] = 1;
    return 0;
  }
  if (m.xen.owner[p]! >= Owner.DOM0) vpciDeassign(m, p, (m.xen.owner[p]! - Owner.DOM0) as Dom);
  setOwner(m, p, Owner.NONE);
  m.xen.present[p] = 0;
  m.xen.quarantine[p] = 0;
  m.xen.fwspec[p] = Fwspec.NONE;
  m.xen.attached[p] = 0;
  return 0;
}

/**
 * XEN_DOMCTL_assign_device: -EINVAL dying, -ENODEV no record, -EBUSY unless dom0's or dom_io's. The owner changes before the
 * SMMU is asked, and vPCI may refuse after that: an error does not mean that nothing happened.
 */
export function assignDevice(m: ArmModel, p: Pdev, to: Dom | typeof DOM_IO): number {
  if (to !== DOM_IO && m.xen.domain[to] !== Life.RUNNING) return EINVAL;
  if (m.xen.present[p] === 0) return ENODEV;
  if (m.xen.owner[p] !== Owner.DOM0 && m.xen.owner[p] !== Owner.DOM_IO) return EBUSY;
  setOwner(m, p, ownerOf(to));
  if (to === DOM_IO) {
    if (m.xen.attached[p] !== 0) smmuDetach(m, p);
    m.xen.quarantine[p] = 1;
    return 0;
  }
  const err = smmuAttach(m, p, to);
  return err < 0 || m.design.configPath !== 'vpci' ? err : vpciAssign(m, p, to);
}

/**
 * XEN_DOMCTL_deassign_device: -ENODEV not owned by `from`; back to dom0 from dom_io, to dom_io from a domain. -ESRCH leaves the
 * owner in place with its vPCI gone.
 */
export function deassignDevice(m: ArmModel, p: Pdev, from: Dom | typeof DOM_IO): number {
  if (m.xen.present[p] === 0 || m.xen.owner[p] !== ownerOf(from)) return ENODEV;
  if (from === DOM_IO) {
    setOwner(m, p, ownerOf(DOM0));
    m.xen.quarantine[p] = 0;
    return smmuAttach(m, p, DOM0);
  }
  if (m.design.unmapOnDeassign) releaseInterrupts(m, p, from);
  vpciDeassign(m, p, from);
  const err = smmuDeassign(m, p, from);
  if (err < 0) return err;
  setOwner(m, p, Owner.DOM_IO);
  return 0;
}

/** What deassigning lacks today: the mapping, the records at the ITS and the MMIO of the device go with it. */
function releaseInterrupts(m: ArmModel, p: Pdev, d: Dom): void {
  const { host, devices } = m.scope.pdevs[p]!;
  for (let g = 0; g < m.scope.guestIds.length; g++)
    if (host >= 0 && m.xen.itsDev[d * m.scope.guestIds.length + g] === host + 1) {
      forgetVirtualLpis(m, d, g as GuestIx);
      removeMappedDevice(m, d, g as GuestIx);
    }
  forgetMapping(m, d, p);
  for (const dev of devices) m.xen.p2m[domDev(m, d, dev)] = 0;
}

/** pci_release_devices, the first thing a dying domain loses: the first error is returned and the kill tried again. */
export function pciReleaseDevices(m: ArmModel, d: Dom): number {
  let err = 0;
  for (let p = 0; p < m.scope.pdevs.length; p++) {
    if (!owns(m, d, p as Pdev)) continue;
    const failed = deassignDevice(m, p as Pdev, d);
    err = err === 0 ? failed : err;
  }
  return err;
}

function setOwner(m: ArmModel, p: Pdev, owner: number): void {
  m.xen.owner[p] = owner;
  m.xen.onList[p] = owner;
}
