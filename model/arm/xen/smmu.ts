import { EEXIST, ENODEV, ENXIO, ERANGE, ESRCH } from '../../errno.js';
import type { ArmModel } from '../model.js';
import type { Dom, Pdev, StreamIx } from '../scope.js';
import { Fwspec } from '../state.js';

/** Groups a step that may reprogram the SMMU touches. */
export const SMMU = ['xen.pdev', 'hw.smmu', 'xen.host'] as const;

const streamOf = (m: ArmModel, p: Pdev): StreamIx | -1 => {
  const { firmware } = m.scope.pdevs[p]!;
  return firmware.kind === 'stream' ? firmware.stream : -1;
};

/**
 * add_device of the SMMU drivers, arm_smmu_dt_add_device_generic (xen/drivers/passthrough/arm/smmu.c, Xen 4.22-unstable) and
 * arm_smmu_add_device (xen/drivers/passthrough/arm/smmu-v3.c, Xen 4.22-unstable), with iommu_add_dt_pci_sideband_ids
 * (xen/drivers/passthrough/device_tree.c, Xen 4.22-unstable). A RID outside all `iommu-map` ranges leaves a fwspec that
 * points nowhere; the next try finds it, answers -EEXIST and frees it. On success dom0's stage 2 is installed here. Negative
 * errno as the drivers return it.
 */
export function smmuAddDevice(m: ArmModel, p: Pdev, d: Dom): number {
  const unknown = m.scope.smmuVersion === 2 ? ENXIO : ENODEV;
  if (m.xen.fwspec[p] !== Fwspec.NONE) {
    m.xen.fwspec[p] = Fwspec.NONE;
    return EEXIST;
  }
  const { firmware } = m.scope.pdevs[p]!;
  switch (firmware.kind) {
    case 'error':
      return firmware.errno;
    case 'untranslated':
      return unknown;
    case 'no-target':
      m.xen.fwspec[p] = Fwspec.BOGUS;
      return unknown;
    case 'stream':
      m.xen.fwspec[p] = Fwspec.GOOD;
      return firmware.inRange ? smmuAttach(m, p, d) : ERANGE;
  }
}

/**
 * arm_smmu_attach_dev. SMMUv2: -EEXIST while attached; the S2CR of a stream match that two devices share is written by the last.
 * SMMUv3: detaches first, and a table entry that still translates for another device hits BUG_ON(ste_live): Xen crashes.
 */
export function smmuAttach(m: ArmModel, p: Pdev, d: Dom): number {
  const s = streamOf(m, p);
  if (s < 0 || m.xen.fwspec[p] !== Fwspec.GOOD) return m.scope.smmuVersion === 2 ? ENXIO : ENODEV;
  if (m.scope.smmuVersion === 2 && m.xen.attached[p] !== 0) return EEXIST;
  if (m.xen.attached[p] !== 0) smmuDetach(m, p);
  if (m.scope.smmuVersion === 3 && m.hw.stream[s] !== 0) {
    m.xen.crashed[0] = 1;
    return 0;
  }
  m.hw.stream[s] = d + 1;
  m.xen.attached[p] = d + 1;
  return 0;
}

/** arm_smmu_detach_dev: the stream faults from now on, also for a device that shares it. */
export function smmuDetach(m: ArmModel, p: Pdev): void {
  const s = streamOf(m, p);
  if (s >= 0) m.hw.stream[s] = 0;
  m.xen.attached[p] = 0;
}

/** arm_smmu_deassign_dev: -ESRCH for a device that is not attached to `d`. */
export function smmuDeassign(m: ArmModel, p: Pdev, d: Dom): number {
  if (m.xen.attached[p] !== d + 1) return ESRCH;
  smmuDetach(m, p);
  return 0;
}
