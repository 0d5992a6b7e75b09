import {
  chosen,
  given,
  ignoring,
  local,
  seq,
  step,
  tolerating,
  unwinding,
  when,
  type Code,
} from '../code.js';
import { EBUSY, EEXIST, ENOENT, ERROR_FAIL, ETIME } from '../errno.js';
import { at, devName, domDev, domName, gsiName, type Context } from '../model.js';
import type { Dev, Dom, LineIx } from '../numbers.js';
import { Driver, QemuRequest } from '../state.js';
import { assignDevice, PCI_OWNERSHIP, testAssignDevice } from '../xen/pci-assign.js';
import { physdevFilter } from '../xen/hypercall-filter.js';
import { mpRegisterGsi } from '../xen/ioapic-pins.js';
import { findGsi, isNumber, mapFound, sourceOf } from './gsi-source.js';
import { foundNumber, permit, xcDomainIrqPermission } from './libxc.js';
import { qmpDeviceDel, revokeInterrupt, waitUntilUnplugged } from './libxl-detach.js';

/**
 * `xl pci-attach` to an HVM guest (libxl__device_pci_add and pci_add_dm_done, tools/libs/light/libxl_pci.c, Xen 4.17 and
 * 4.20). libxl reports every failure as ERROR_FAIL; the model keeps the errno behind it. On failure only the `domid` key
 * is removed, whoever wrote it: QEMU's device, mappings and rights stay.
 */
export function pciAttach(c: Context, dev: Dev, d: Dom): Code {
  const { m } = c;
  const test = step({
    actor: 'libxl',
    fn: 'XEN_DOMCTL_test_assign_device',
    args: `${devName(m, dev)}, ${domName(m, d)}`,
    reads: [at('xen.pdev', dev)],
    writes: [],
    run: () => testAssignDevice(m, dev),
  });
  const isAssignable = (): boolean => m.linux.driver[dev] === Driver.PCIBACK && m.libxl.domidKey[dev] === 0;
  const assignable = step({
    actor: 'libxl',
    fn: 'libxl_pci_assignable',
    args: devName(m, dev),
    reads: [at('linux.dev', dev), at('libxl', dev)],
    writes: [],
    run: () => (isAssignable() ? 0 : ERROR_FAIL),
  });
  const claim = step({
    actor: 'libxl',
    fn: 'pci_info_xs_write',
    args: `${devName(m, dev)}/domid = ${domName(m, d)}, unless somebody has it`,
    reads: [at('linux.dev', dev)],
    writes: [at('libxl', dev)],
    run: () => {
      if (!isAssignable()) return ERROR_FAIL;
      m.libxl.domidKey[dev] = d;
      return 0;
    },
  });
  const writeKey = step({
    actor: 'libxl',
    fn: 'pci_info_xs_write',
    args: `${devName(m, dev)}/domid = ${domName(m, d)}`,
    reads: [],
    writes: [at('libxl', dev)],
    run: () => {
      m.libxl.domidKey[dev] = d;
      return 0;
    },
  });
  const assign = step({
    actor: 'libxl',
    fn: 'XEN_DOMCTL_assign_device',
    args: `${devName(m, dev)}, ${domName(m, d)}`,
    reads: [],
    writes: [...PCI_OWNERSHIP],
    run: () => assignDevice(m, dev, d),
  });
  const list = step({
    actor: 'libxl',
    fn: 'libxl__device_pci_add_xenstore',
    args: `${devName(m, dev)}, ${domName(m, d)}`,
    reads: [],
    writes: [at('libxl', dev), at('pciback', dev)],
    // pciback's watch exports the device (psdev->pdev); nothing modelled happens in between.
    run: () => {
      m.libxl.listedIn[dev] = d;
      if (m.pciback.stub[dev] !== 0) m.pciback.exportedTo[dev] = d;
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
  const add = seq(
    chosen(() => given(m.design.dom0 === 'pvh' && m.design.libxl.setsGsiUp, () => setupGsi(c, dev))),
    qmpDeviceAdd(c, dev, d),
    chosen(() => grantInterrupt(c, dev, d)),
    assign,
    list,
  );
  const undo = (): Code =>
    seq(
      local(() => {
        c.r.gsi = 0;
        c.r.irq = 0;
        c.r.pirq = 0;
      }),
      ignoring(qmpDeviceDel(c, dev, d), waitUntilUnplugged(c, dev, d)),
      ignoring(revokeInterrupt(c, dev, d)),
    );
  const rest = seq(
    sysfsReset(c, dev),
    unwinding(
      add,
      chosen(() => given(m.design.libxl.failedAttach === 'undoes', undo)),
    ),
  );
  return given(
    m.design.libxl.claim === 'transaction',
    () => seq(test, claim, unwinding(rest, removeKey)),
    () => unwinding(seq(test, assignable, writeKey, rest), removeKey),
  );
}

/** Roger Pau Monné in thread 003: the toolstack sets the GSI up, level/low, for that is what PCI interrupts should be. */
function setupGsi(c: Context, dev: Dev): Code {
  const { m, r } = c;
  const setup = step({
    actor: 'libxl',
    fn: 'PHYSDEVOP_setup_gsi',
    args: () => `${gsiName(m, (r.gsi - 1) as LineIx)}, level, low`,
    reads: ['xen.irq'],
    writes: ['xen.pin'],
    run: () => physdevFilter(m.design, 'setup_gsi') || mpRegisterGsi(m, (r.gsi - 1) as LineIx, true, true),
  });
  return seq(
    findGsi(c, 'libxl', dev, sourceOf(c, 'libxl')),
    when(() => r.gsi !== 0, tolerating([EEXIST], setup)),
    local(() => {
      r.gsi = 0;
      r.irq = 0;
    }),
  );
}

/**
 * libxl__device_pci_reset: errors are ignored, and Xen is not told. reset_store -> pci_reset_function takes the device lock
 * (drivers/pci/pci.c, Linux 6.1), so it waits while pciback or a driver is probing the device.
 */
export function sysfsReset(c: Context, dev: Dev): Code {
  const { m } = c;
  return step({
    actor: 'libxl',
    fn: 'sysfs reset',
    args: devName(m, dev),
    reads: [at('linux.lock', dev)],
    enabled: () => m.linux.lock[dev] === 0,
    writes: [at('hw.dev', dev)],
    run: () => {
      m.hw.asserted[dev] = 0;
      return 0;
    },
  });
}

/** pci_add_qmp_device_add and query-pci: 10 s in all. */
function qmpDeviceAdd(c: Context, dev: Dev, d: Dom): Code {
  const { m } = c;
  const request = domDev(m, d, dev);
  const send = step({
    actor: 'libxl',
    fn: 'QMP device_add',
    args: `${devName(m, dev)}, ${domName(m, d)}`,
    reads: [at('qemu.process', d), at('qemu.dev', d)],
    writes: [at('qemu', d)],
    run: () => {
      if (m.qemu.running[d] === 0) return ERROR_FAIL;
      if (m.qemu.request[request] !== QemuRequest.NONE || m.qemu.realized[domDev(m, d, dev)] !== 0)
        return EBUSY;
      m.qemu.request[request] = QemuRequest.ADD;
      return 0;
    },
  });
  const wait = step({
    actor: 'libxl',
    fn: 'QMP query-pci',
    args: `${devName(m, dev)}, ${domName(m, d)}`,
    reads: [at('qemu', d), at('qemu.dev', d)],
    writes: [],
    enabled: () => m.qemu.request[request] === QemuRequest.NONE,
    timeout: ETIME,
    run: () => (m.qemu.realized[domDev(m, d, dev)] !== 0 ? 0 : ERROR_FAIL),
  });
  return seq(send, wait);
}

/**
 * The interrupt part of pci_add_dm_done. With pirqs of its own (PV dom0), and in tools older than 4.20 always: the sysfs
 * irq is mapped and granted. On a PVH dom0 since 4.20: libxl__arch_hvm_map_gsi.
 */
function grantInterrupt(c: Context, dev: Dev, d: Dom): Code {
  const { m, r } = c;
  const source = sourceOf(c, 'libxl');
  const find = findGsi(c, 'libxl', dev, source);
  if (isNumber(source)) {
    const mappedPirq = (): number => m.scope.pirqs.numbers[r.pirq - 1] ?? 0;
    return seq(
      find,
      when(
        () => foundNumber(c) !== 0,
        seq(
          mapFound(c, 'libxl', d, dev, source),
          local(() => {
            r.gsi = 0;
            r.irq = 0;
          }),
          xcDomainIrqPermission(c, d, true, mappedPirq),
          local(() => (r.pirq = 0)),
        ),
      ),
    );
  }
  const map = seq(
    mapFound(c, 'libxl', d, dev, source),
    local(() => (r.pirq = 0)),
    permit(c, d, true),
  );
  return seq(
    tolerating(m.design.libxl.missingGsiOk ? [ENOENT] : [], find),
    source === 'xen-relation'
      ? given(m.scope.devices[dev]!.pin !== null, () => map)
      : when(() => r.gsi !== 0, map),
    local(() => (r.gsi = 0)),
  );
}
