import { chosen, given, ignoring, local, nothing, seq, step, tolerating, when, type Code } from '../code.js';
import { ENOENT, ERROR_FAIL, ETIME } from '../errno.js';
import { at, devName, domDev, domName, type Context } from '../model.js';
import type { Dev, Dom } from '../numbers.js';
import { QemuRequest } from '../state.js';
import { deassignDevice, PCI_OWNERSHIP } from '../xen/pci-assign.js';
import { sysfsReset } from './libxl-attach.js';
import { findGsi, isNumber, mapFound, sourceOf } from './gsi-source.js';
import { foundNumber, permit, xcDomainIrqPermission, xcPhysdevUnmapPirq } from './libxc.js';

/**
 * `xl pci-detach [-f]` from an HVM guest (do_pci_remove and pci_remove_detached, tools/libs/light/libxl_pci.c, Xen 4.17 and
 * 4.20). `force` goes on when the device is not listed or QEMU does not let go of it.
 */
export function pciDetach(c: Context, dev: Dev, d: Dom, force: boolean): Code {
  const { m } = c;
  const listed = step({
    actor: 'libxl',
    fn: 'libxl_device_pci_list',
    args: `${devName(m, dev)}, ${domName(m, d)}`,
    reads: [],
    writes: [at('libxl', dev)],
    run: () => (m.libxl.listedIn[dev] === d ? 0 : ERROR_FAIL),
  });
  const unplug = seq(listed, qmpDeviceDel(c, dev, d), waitUntilUnplugged(c, dev, d));
  return seq(force ? ignoring(unplug) : unplug, pciRemoveDetached(c, dev, d));
}

/** pci_remove_qmp_device_del: asks QEMU, which asks the guest. */
export function qmpDeviceDel(c: Context, dev: Dev, d: Dom): Code {
  const { m } = c;
  const request = domDev(m, d, dev);
  return step({
    actor: 'libxl',
    fn: 'QMP device_del',
    args: `${devName(m, dev)}, ${domName(m, d)}`,
    reads: [at('qemu.process', d), at('qemu.dev', d)],
    writes: [at('qemu', d)],
    run: () => {
      if (m.qemu.running[d] === 0 || m.qemu.realized[domDev(m, d, dev)] === 0) return ERROR_FAIL;
      m.qemu.request[request] = QemuRequest.DEL;
      return 0;
    },
  });
}

/** pci_remove_qmp_query_cb: query-pci every second, 10 s in all. */
export function waitUntilUnplugged(c: Context, dev: Dev, d: Dom): Code {
  const { m } = c;
  return step({
    actor: 'libxl',
    fn: 'QMP query-pci',
    args: `${devName(m, dev)} is gone from ${domName(m, d)}`,
    reads: [at('qemu', d), at('qemu.dev', d)],
    writes: [],
    enabled: () => m.qemu.request[domDev(m, d, dev)] === QemuRequest.NONE,
    timeout: ETIME,
    run: () => (m.qemu.realized[domDev(m, d, dev)] !== 0 ? ERROR_FAIL : 0),
  });
}

/** pci_remove_detached and what follows it: revoke, reset, deassign, forget. An error here ends even a forced removal. */
export function pciRemoveDetached(c: Context, dev: Dev, d: Dom): Code {
  const { m } = c;
  const deassign = step({
    actor: 'libxl',
    fn: 'XEN_DOMCTL_deassign_device',
    args: `${devName(m, dev)}, ${domName(m, d)}`,
    reads: [],
    writes: [...PCI_OWNERSHIP],
    run: () => deassignDevice(m, dev, d),
  });
  const forget = step({
    actor: 'libxl',
    fn: 'libxl__device_pci_remove_xenstore',
    args: `${devName(m, dev)}, ${domName(m, d)}`,
    reads: [],
    writes: [at('libxl', dev), at('pciback', dev)],
    // pciback's watch puts the device (pcistub_put_pci_dev); nothing modelled happens in between.
    run: () => {
      if (m.libxl.listedIn[dev] === d) m.libxl.listedIn[dev] = 0;
      if (m.pciback.exportedTo[dev] === d) m.pciback.exportedTo[dev] = 0;
      return 0;
    },
  });
  const removeKey = step({
    actor: 'libxl',
    fn: 'pci_info_xs_remove',
    args: `${devName(m, dev)}/domid`,
    reads: [],
    writes: [at('libxl', dev)],
    run: () => {
      m.libxl.domidKey[dev] = 0;
      return 0;
    },
  });
  return seq(revokeInterrupt(c, dev, d), sysfsReset(c, dev), ignoring(deassign), forget, removeKey);
}

/**
 * PVH dom0 since 4.20: libxl__arch_hvm_unmap_gsi learns the pirq by mapping again, and any failure aborts the removal. With
 * pirqs of its own: unmap and revoke by the sysfs irq, errors logged. 4.17 did neither for an HVM guest.
 */
export const revokeInterrupt = (c: Context, dev: Dev, d: Dom): Code => chosen(() => revoked(c, dev, d));

function revoked(c: Context, dev: Dev, d: Dom): Code {
  const { m, r } = c;
  if (!m.design.libxl.revokeOnHvmDetach) return nothing;
  const source = sourceOf(c, 'libxl');
  const find = findGsi(c, 'libxl', dev, source);
  const forget = local(() => {
    r.gsi = 0;
    r.irq = 0;
    r.pirq = 0;
  });
  if (isNumber(source)) {
    const asPirq = local(() => (r.pirq = m.scope.pirqs.index(foundNumber(c)) + 1));
    const revoke = seq(
      asPirq,
      ignoring(xcPhysdevUnmapPirq(c, 'libxl', d)),
      local(() => (r.pirq = 0)),
      ignoring(xcDomainIrqPermission(c, d, false, () => foundNumber(c))),
    );
    return seq(
      ignoring(find),
      when(() => foundNumber(c) !== 0, unlessShared(c, dev, d, revoke)),
      forget,
    );
  }
  const logged = m.design.libxl.unmapErrors === 'logged';
  const orLog = (...code: Code[]): Code => (logged ? ignoring(...code) : seq(...code));
  const revoke = seq(
    orLog(mapFound(c, 'libxl', d, dev, source), xcPhysdevUnmapPirq(c, 'libxl', d)),
    local(() => (r.pirq = 0)),
    orLog(permit(c, d, false)),
  );
  return seq(
    orLog(tolerating(m.design.libxl.missingGsiOk ? [ENOENT] : [], find)),
    source === 'xen-relation'
      ? given(m.scope.devices[dev]!.pin !== null, () => unlessShared(c, dev, d, revoke))
      : when(() => r.gsi !== 0, unlessShared(c, dev, d, revoke)),
    forget,
  );
}

/** Leaves line and right alone while the guest has another device there, where the toolstack counts; nobody has proposed it. */
const unlessShared = (c: Context, dev: Dev, d: Dom, revoke: Code): Code =>
  chosen(() =>
    given(
      c.m.design.libxl.countsSharers,
      () => ifAlone(c, dev, d, revoke),
      () => revoke,
    ),
  );

function ifAlone(c: Context, dev: Dev, d: Dom, revoke: Code): Code {
  const { m, r } = c;
  // What the tools' own look-up says of each device.
  const number = (other: number): number =>
    sourceOf(c, 'libxl') === 'privcmd-sbdf' ? m.pciback.gsi[other]! : m.linux.devIrq[other]!;
  const look = step({
    actor: 'libxl',
    fn: 'libxl_device_pci_list',
    args: `${domName(m, d)}: others on the line of ${devName(m, dev)}`,
    reads: ['libxl', 'pciback', 'linux.dev'],
    writes: [],
    run: () => {
      r.flag = 0;
      for (let other = 0; other < m.scope.devices.length; other++)
        if (other !== dev && m.libxl.listedIn[other] === d && number(other) === number(dev)) r.flag = 1;
      return 0;
    },
  });
  return seq(
    look,
    when(() => r.flag === 0, revoke),
    local(() => (r.flag = 0)),
  );
}
