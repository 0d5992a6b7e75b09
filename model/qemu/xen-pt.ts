import {
  chosen,
  during,
  forever,
  given,
  ignoring,
  local,
  nothing,
  seq,
  step,
  unwinding,
  when,
  type Code,
} from '../code.js';
import { at, devName, domDev, domName, domPirq, type Context, type Model } from '../model.js';
import type { Dev, Dom, PirqIx } from '../numbers.js';
import { Domain, QemuRequest } from '../state.js';
import { findGsi, mapFound, sourceOf } from '../toolstack/gsi-source.js';
import {
  foundNumber,
  readSysfsIrq,
  xcDomainBindGsi,
  xcDomainBindPtPciIrq,
  xcDomainUnbindPtIrq,
  xcPhysdevUnmapPirq,
} from '../toolstack/libxc.js';

/** machine_irq is a uint8_t in xen_pt_realize (hw/xen/xen_pt.c, QEMU 7.2 and 10). */
const uint8 = (n: number): number => n & 0xff;

/** Name that the threads of a domain's QEMU process begin with. */
export const qemuThreads = (m: Model, d: Dom): string => `qemu ${domName(m, d)} `;

/** The mailbox and main loop of a domain's QEMU. */
const process = (d: Dom): string => at('qemu', d);

/**
 * One domain's QEMU as far as one device is concerned: it takes libxl's requests from its mailbox, one at a time over all
 * devices of the domain, and works each off without returning to its main loop. A removal waits until the guest ejects
 * the device, which a paused guest never does.
 */
export function qemuDaemon(c: Context, d: Dom, dev: Dev): Code {
  const { m, r } = c;
  const request = domDev(m, d, dev);
  const take = step({
    actor: 'qemu',
    fn: 'main_loop',
    args: () =>
      `${domName(m, d)}: ${m.qemu.request[request] === QemuRequest.ADD ? 'device_add' : 'device_del'} ${devName(m, dev)}`,
    reads: [at('xen.domain', d), at('qemu.process', d)],
    writes: [process(d)],
    enabled: () =>
      m.qemu.request[request] !== QemuRequest.NONE &&
      m.qemu.running[d] !== 0 &&
      m.qemu.mainLoop[d] === 0 &&
      (m.qemu.request[request] === QemuRequest.ADD || m.xen.domain[d] === Domain.RUNNING),
    run: () => {
      m.qemu.mainLoop[d] = c.thread + 1;
      r.flag = m.qemu.request[request]!;
      return 0;
    },
  });
  const done = step({
    actor: 'qemu',
    fn: 'main_loop',
    args: `${domName(m, d)}: done`,
    reads: [],
    writes: [process(d)],
    run: () => {
      m.qemu.mainLoop[d] = 0;
      m.qemu.request[request] = QemuRequest.NONE;
      return 0;
    },
  });
  const isAdd = (): boolean => r.flag === QemuRequest.ADD;
  const forget = local(() => (r.flag = 0));
  return forever(
    take,
    during(
      { devices: 1 << dev, domains: 1 << d },
      when(
        isAdd,
        seq(
          forget,
          chosen(() => xenPtRealize(c, d, dev)),
        ),
        seq(
          forget,
          chosen(() => xenPtUnregisterDevice(c, d, dev)),
        ),
      ),
      done,
    ),
  );
}

/**
 * xen_pt_realize (hw/xen/xen_pt.c, QEMU 7.2 and 10): map, then bind; a failure of either switches the device's INTx off
 * and realize succeeds all the same.
 */
function xenPtRealize(c: Context, d: Dom, dev: Dev): Code {
  const { m, r } = c;
  const hasPin = m.scope.devices[dev]!.pin !== null;
  const source = sourceOf(c, 'qemu');
  const mapsFirst = m.design.dom0 === 'pv' || m.design.xen.bindTakes === 'pirq';
  const noInterrupt = command(c, d, dev, true);
  const count = step({
    actor: 'qemu',
    fn: 'xen_pt_realize',
    args: () => `${devName(m, dev)}: machine_irq = ${m.scope.pirqs.numbers[r.pirq - 1]}`,
    reads: [],
    writes: [at('qemu.mapped', d), at('qemu.dev', d)],
    run: () => {
      m.qemu.machineIrq[domDev(m, d, dev)] = r.pirq;
      m.qemu.mapped[domPirq(m, d, (r.pirq - 1) as PirqIx)]!++;
      return 0;
    },
  });
  const find = source === 'sysfs-irq' ? nothing : findGsi(c, 'qemu', dev, source);
  const mapAndBind = seq(
    mapFound(c, 'qemu', d, dev, source, uint8),
    count,
    unwinding(xcDomainBindPtPciIrq(c, d, dev), releaseMachineIrq(c, d, dev)),
  );
  const remember = step({
    actor: 'qemu',
    fn: 'xen_pt_realize',
    args: () => `${devName(m, dev)}: bound to pirq ${m.scope.pirqs.numbers[r.pirq - 1]}`,
    reads: [],
    writes: [at('qemu.dev', d)],
    run: () => {
      m.qemu.machineIrq[domDev(m, d, dev)] = r.pirq;
      return 0;
    },
  });
  const bindOnly = seq(xcDomainBindGsi(c, d, dev), remember);
  const realized = step({
    actor: 'qemu',
    fn: 'xen_pt_realize',
    args: `${devName(m, dev)} is in ${domName(m, d)}`,
    reads: [],
    writes: [at('qemu.dev', d)],
    run: () => {
      m.qemu.realized[domDev(m, d, dev)] = 1;
      return 0;
    },
  });
  const clear = local(() => {
    r.gsi = 0;
    r.irq = 0;
    r.pirq = 0;
  });
  // machine_irq is the sysfs irq, or sysfs gsi where that is read; 0 means no interrupt, whatever the GSI is.
  const readsGsi = source === 'gsi-sysfs';
  const interrupt = seq(
    readsGsi ? find : readSysfsIrq(c, 'qemu', dev),
    when(
      () => uint8(foundNumber(c)) === 0,
      noInterrupt,
      ignoring(unwinding(seq(readsGsi ? nothing : find, mapsFirst ? mapAndBind : bindOnly), noInterrupt)),
    ),
    clear,
  );
  return seq(
    given(hasPin, () => interrupt),
    realized,
  );
}

/** Sets or clears COMMAND.INTX_DISABLE of the real device. */
function command(c: Context, d: Dom, dev: Dev, disable: boolean): Code {
  const { m } = c;
  return step({
    actor: 'qemu',
    fn: 'xen_host_pci_set_word',
    args: `${devName(m, dev)}, COMMAND.INTX_DISABLE = ${Number(disable)} (${domName(m, d)})`,
    reads: [],
    writes: [at('hw.dev', dev)],
    run: () => {
      m.hw.intxDisable[dev] = Number(disable);
      return 0;
    },
  });
}

/** The end of a use of the pirq: the last user's QEMU unmaps it. */
function releaseMachineIrq(c: Context, d: Dom, dev: Dev): Code {
  const { m, r } = c;
  const release = step({
    actor: 'qemu',
    fn: 'mapped_machine_irq',
    args: () => `${devName(m, dev)}: pirq ${m.scope.pirqs.numbers[r.pirq - 1]} --`,
    reads: [],
    writes: [at('qemu.mapped', d), at('qemu.dev', d)],
    run: () => {
      m.qemu.machineIrq[domDev(m, d, dev)] = 0;
      const left = --m.qemu.mapped[domPirq(m, d, (r.pirq - 1) as PirqIx)]!;
      r.flag = left === 0 ? 1 : 0;
      return 0;
    },
  });
  return seq(
    release,
    when(
      () => r.flag === 1,
      seq(
        local(() => (r.flag = 0)),
        ignoring(xcPhysdevUnmapPirq(c, 'qemu', d)),
      ),
    ),
  );
}

/** xen_pt_unregister_device -> xen_pt_destroy (hw/xen/xen_pt.c): unbind ("bravely continue" on failure), then unmap. */
function xenPtUnregisterDevice(c: Context, d: Dom, dev: Dev): Code {
  const { m, r } = c;
  const start = step({
    actor: 'qemu',
    fn: 'xen_pt_unregister_device',
    args: devName(m, dev),
    reads: [],
    writes: [at('qemu.dev', d), at('guest.dev', d)],
    run: () => {
      r.pirq = m.qemu.machineIrq[domDev(m, d, dev)]!;
      m.qemu.realized[domDev(m, d, dev)] = 0;
      m.guest.intx[domDev(m, d, dev)] = 0;
      return 0;
    },
  });
  const mapsFirst = m.design.dom0 === 'pv' || m.design.xen.bindTakes === 'pirq';
  const release = releaseMachineIrq(c, d, dev);
  const forget = step({
    actor: 'qemu',
    fn: 'xen_pt_unregister_device',
    args: `${devName(m, dev)}: done`,
    reads: [],
    writes: [at('qemu.dev', d)],
    run: () => {
      m.qemu.machineIrq[domDev(m, d, dev)] = 0;
      return 0;
    },
  });
  return seq(
    start,
    when(() => r.pirq !== 0, seq(ignoring(xcDomainUnbindPtIrq(c, d, dev)), mapsFirst ? release : forget)),
    local(() => (r.pirq = 0)),
  );
}

/** SIGKILL: nothing is unbound or unmapped; whatever the process was doing stops where it stands. */
export function qemuKill(c: Context, d: Dom): Code {
  const { m } = c;
  return step({
    actor: 'qemu',
    fn: 'SIGKILL',
    args: domName(m, d),
    reads: [],
    writes: [process(d), at('qemu.process', d), at('qemu.dev', d), at('qemu.mapped', d), at('guest.dev', d)],
    stops: qemuThreads(m, d),
    run: () => {
      forgetQemu(m, d);
      return 0;
    },
  });
}

/** A QEMU process is gone, and with it all it knew. */
export function forgetQemu(m: Model, d: Dom): void {
  m.qemu.running[d] = 0;
  m.qemu.mainLoop[d] = 0;
  for (let dev = 0; dev < m.scope.devices.length; dev++) {
    const cell = domDev(m, d, dev as Dev);
    m.qemu.request[cell] = QemuRequest.NONE;
    m.qemu.realized[cell] = 0;
    m.qemu.machineIrq[cell] = 0;
    m.guest.intx[cell] = 0;
  }
  for (let p = 0; p < m.scope.pirqs.count; p++) m.qemu.mapped[domPirq(m, d, p as PirqIx)] = 0;
}
