import { given, ignoring, local, nothing, seq, step, when, type Code } from '../code.js';
import { EEXIST, EINVAL, EPERM } from '../errno.js';
import { at, devName, domLine, domPirq, type Context, type Model } from '../model.js';
import { DOM0, type Dev, type IrqIx, type LineIx, type PirqIx } from '../numbers.js';
import { IrqUser } from '../state.js';
import { GUEST_IRQ, pirqGuestBind, pirqGuestUnbind } from '../xen/guest-irq.js';
import { vioapicActivate, vioapicMask, vioapicUnmask } from '../xen/vioapic.js';
import { lineOfIrq } from './ioapic-domain.js';

/** irq_desc (include/linux/irqdesc.h, Linux 6.1): its request_mutex is held while an irq is started up or shut down. */
const REQUEST_MUTEX = 'linux.request';

function unlock(c: Context, fn: string, dev: Dev): Code {
  const { m, r } = c;
  return step({
    actor: 'linux',
    fn,
    args: `${devName(m, dev)}: done`,
    reads: [],
    writes: [REQUEST_MUTEX],
    run: () => {
      m.linux.requestMutex[r.irq - 1] = 0;
      return 0;
    },
  });
}

/**
 * request_irq(dev->irq, IRQF_SHARED), which is request_threaded_irq (kernel/irq/manage.c, Linux 6.1): the only thing in
 * dom0 that makes a redirection entry be written. The first handler of an irq activates it and starts it up, unless it asks
 * for IRQF_NO_AUTOEN; later ones join. -EINVAL: no descriptor.
 */
export function requestIrq(c: Context, dev: Dev, start = true): Code {
  const { m, r } = c;
  const request = step({
    actor: 'linux',
    fn: 'request_irq',
    args: () => `${devName(m, dev)}, irq ${m.scope.irqs.numbers[m.linux.devIrq[dev]! - 1] ?? 0}`,
    reads: ['linux.irqs', 'linux.gsi', 'linux.handler', at('linux.dev', dev)],
    writes: [at('linux.handler', dev), REQUEST_MUTEX],
    enabled: () => m.linux.requestMutex[m.linux.devIrq[dev]! - 1] !== 1,
    run: () => {
      const irq = m.linux.devIrq[dev]!;
      if (irq === 0 || m.linux.irqUser[irq - 1] === IrqUser.FREE) return EINVAL;
      r.gsi = handlersOf(m, irq) === 0 ? lineOfIrq(m, (irq - 1) as IrqIx) + 1 : 0;
      m.linux.handler[dev] = irq;
      if (r.gsi !== 0) {
        r.irq = irq;
        m.linux.requestMutex[irq - 1] = 1;
      }
      return 0;
    },
  });
  const startup = given(
    m.design.dom0 === 'pv',
    () => (start ? startupPirq(c) : nothing),
    () => seq(vioapicActivate(c), start ? vioapicUnmask(c) : nothing),
  );
  return seq(
    request,
    when(() => r.gsi !== 0, seq(startup, unlock(c, 'request_irq', dev))),
    local(() => {
      r.gsi = 0;
      r.irq = 0;
    }),
  );
}

/** free_irq (kernel/irq/manage.c, Linux 6.1): the last handler shuts the irq down. */
export function freeIrq(c: Context, dev: Dev): Code {
  const { m, r } = c;
  const free = step({
    actor: 'linux',
    fn: 'free_irq',
    args: () => `${devName(m, dev)}, irq ${m.scope.irqs.numbers[m.linux.handler[dev]! - 1] ?? 0}`,
    reads: ['linux.gsi', 'linux.handler'],
    writes: [at('linux.handler', dev), REQUEST_MUTEX],
    enabled: () => m.linux.requestMutex[m.linux.handler[dev]! - 1] !== 1,
    run: () => {
      const irq = m.linux.handler[dev]!;
      m.linux.handler[dev] = 0;
      if (irq !== 0 && handlersOf(m, irq) === 0) r.gsi = lineOfIrq(m, (irq - 1) as IrqIx) + 1;
      if (r.gsi !== 0) {
        r.irq = irq;
        m.linux.requestMutex[irq - 1] = 1;
      }
      return 0;
    },
  });
  const close = step({
    actor: 'linux',
    fn: 'EVTCHNOP_close',
    args: () => `pirq ${m.scope.lines.of((r.gsi - 1) as LineIx)}`,
    reads: [],
    writes: [...GUEST_IRQ],
    run: () => {
      const p = pirqOfLine(m, (r.gsi - 1) as LineIx);
      const cell = domPirq(m, DOM0, p);
      if (m.xen.pirqEvtchn[cell] === 0) return 0;
      pirqGuestUnbind(m, DOM0, p);
      m.xen.pirqEvtchn[cell] = 0;
      return 0;
    },
  });
  return seq(
    free,
    when(() => r.gsi !== 0, seq(m.design.dom0 === 'pv' ? close : vioapicMask(c), unlock(c, 'free_irq', dev))),
    local(() => {
      r.gsi = 0;
      r.irq = 0;
    }),
  );
}

/**
 * startup_pirq (drivers/xen/events/events_base.c, Linux 6.1): binds the pirq to an event channel. On failure it logs and
 * returns 0, so the driver believes it has an interrupt.
 */
function startupPirq(c: Context): Code {
  const { m, r } = c;
  return ignoring(
    step({
      actor: 'linux',
      fn: 'EVTCHNOP_bind_pirq',
      args: () => `pirq ${m.scope.lines.of((r.gsi - 1) as LineIx)}`,
      reads: ['linux.gsi', at('xen.caps', DOM0)],
      writes: [...GUEST_IRQ],
      run: () => {
        const line = (r.gsi - 1) as LineIx;
        const p = pirqOfLine(m, line);
        const cell = domPirq(m, DOM0, p);
        if (m.xen.pirqIrq[cell]! <= 0 || m.xen.irqCaps[domLine(m, DOM0, line)] === 0) return EPERM;
        if (m.xen.pirqEvtchn[cell] !== 0) return EEXIST;
        const ret = pirqGuestBind(m, DOM0, p, m.linux.gsiLevel[line] !== 0);
        if (ret === 0) m.xen.pirqEvtchn[cell] = 1;
        return ret;
      },
    }),
  );
}

const pirqOfLine = (m: Model, line: LineIx): PirqIx => m.scope.pirqs.index(m.scope.lines.of(line)) as PirqIx;

function handlersOf(m: Model, irq: number): number {
  let n = 0;
  for (let dev = 0; dev < m.scope.devices.length; dev++) if (m.linux.handler[dev] === irq) n++;
  return n;
}
