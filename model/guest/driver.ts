import { seq, step, type Code } from '../code.js';
import { EEXIST, ENODEV } from '../errno.js';
import { at, devName, domDev, domName, domPirq, type Context } from '../model.js';
import type { Dev, Dom, PirqIx } from '../numbers.js';
import { Domain } from '../state.js';

/** What a step of the guest's driver reads to know that the guest runs and sees the device. */
const presence = (d: Dom): string[] => [at('xen.domain', d), at('qemu.dev', d)];

/**
 * The HVM guest's driver enables INTx: its COMMAND write goes through QEMU's xen_pt_cmd_reg_write
 * (hw/xen/xen_pt_config_init.c, QEMU 7.2), which lets INTX_DISABLE be cleared only if the device has a machine_irq, and the
 * guest unmasks its vIO-APIC pin. A guest with XENFEAT_hvm_pirqs binds the pirq to an event channel instead. -ENODEV: the
 * guest does not run or does not see the device.
 */
export function guestEnableIntx(c: Context, dev: Dev, d: Dom): Code {
  const { m } = c;
  const enable = step({
    actor: 'guest',
    fn: 'request_irq',
    args: `${devName(m, dev)} in ${domName(m, d)}`,
    reads: presence(d),
    writes: [at('guest.dev', d), at('hw.dev', dev)],
    run: () => {
      if (m.xen.domain[d] !== Domain.RUNNING || m.qemu.realized[domDev(m, d, dev)] === 0) return ENODEV;
      m.guest.intx[domDev(m, d, dev)] = 1;
      if (m.qemu.machineIrq[domDev(m, d, dev)] !== 0) m.hw.intxDisable[dev] = 0;
      return 0;
    },
  });
  return m.design.libxl.hvmPirq ? seq(enable, evtchnBindPirq(c, dev, d)) : enable;
}

/** EVTCHNOP_bind_pirq of an HVM guest (evtchn_bind_pirq, xen/common/event_channel.c, Xen 4.17): delivery becomes an event. */
function evtchnBindPirq(c: Context, dev: Dev, d: Dom): Code {
  const { m } = c;
  return step({
    actor: 'guest',
    fn: 'EVTCHNOP_bind_pirq',
    args: `${domName(m, d)}, ${devName(m, dev)}`,
    reads: [at('qemu.dev', d)],
    writes: [at('xen.pirq', d)],
    run: () => {
      const p = m.qemu.machineIrq[domDev(m, d, dev)]! - 1;
      if (p < 0) return 0;
      const cell = domPirq(m, d, p as PirqIx);
      if (m.xen.pirqEvtchn[cell] !== 0) return EEXIST;
      m.xen.pirqEvtchn[cell] = 1;
      if (m.xen.pirqIrq[cell]! > 0) m.xen.emuirq[cell] = 1;
      return 0;
    },
  });
}

/** The guest's driver lets go: INTX_DISABLE set, vIO-APIC pin masked, event channel closed. */
export function guestDisableIntx(c: Context, dev: Dev, d: Dom): Code {
  const { m } = c;
  return step({
    actor: 'guest',
    fn: 'free_irq',
    args: `${devName(m, dev)} in ${domName(m, d)}`,
    reads: presence(d),
    writes: [at('guest.dev', d), at('hw.dev', dev), at('xen.pirq', d)],
    run: () => {
      if (m.qemu.realized[domDev(m, d, dev)] === 0) return ENODEV;
      m.guest.intx[domDev(m, d, dev)] = 0;
      m.hw.intxDisable[dev] = 1;
      const p = m.qemu.machineIrq[domDev(m, d, dev)]! - 1;
      if (p >= 0) {
        m.xen.pirqEvtchn[domPirq(m, d, p as PirqIx)] = 0;
        m.xen.emuirq[domPirq(m, d, p as PirqIx)] = 0;
      }
      return 0;
    },
  });
}
