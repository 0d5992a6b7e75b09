import { ignoring, local, nothing, seq, step, tolerating, when, type Code } from '../code.js';
import { ENOENT, ERROR_FAIL, ETIME } from '../errno.js';
import { at, devName, domDev, domName, type Context } from '../model.js';
import type { Dev, Dom } from '../numbers.js';
import { QemuRequest } from '../state.js';
import { deassignDevice, PCI_OWNERSHIP } from '../xen/pci-assign.js';
import { sysfsReset } from './libxl-attach.js';
import {
  irqNumber,
  readSysfsIrq,
  permit,
  xcDomainIrqPermission,
  xcPcidevGetGsi,
  xcPhysdevMapPirqGsi,
  xcPhysdevUnmapPirq,
} from './libxc.js';

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
function waitUntilUnplugged(c: Context, dev: Dev, d: Dom): Code {
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
function revokeInterrupt(c: Context, dev: Dev, d: Dom): Code {
  const { m, r } = c;
  if (!m.design.libxl.revokeOnHvmDetach) return nothing;
  if (m.design.dom0 === 'pvh' && m.design.libxl.gsiSource === 'privcmd-sbdf')
    return seq(
      tolerating(m.design.libxl.missingGsiOk ? [ENOENT] : [], xcPcidevGetGsi(c, 'libxl', dev)),
      when(
        () => r.gsi !== 0,
        seq(
          xcPhysdevMapPirqGsi(c, 'libxl', d),
          xcPhysdevUnmapPirq(c, 'libxl', d),
          local(() => (r.pirq = 0)),
          permit(c, d, false),
          local(() => (r.gsi = 0)),
        ),
      ),
    );
  const asPirq = local(() => (r.pirq = m.scope.pirqs.index(irqNumber(c)) + 1));
  return seq(
    readSysfsIrq(c, 'libxl', dev),
    when(
      () => irqNumber(c) !== 0,
      seq(
        asPirq,
        ignoring(xcPhysdevUnmapPirq(c, 'libxl', d)),
        local(() => (r.pirq = 0)),
        ignoring(xcDomainIrqPermission(c, d, false, () => irqNumber(c))),
      ),
    ),
    local(() => (r.irq = 0)),
  );
}
