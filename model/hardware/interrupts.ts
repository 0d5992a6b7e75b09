import { forever, step, type Code } from '../code.js';
import { ENODEV } from '../errno.js';
import { at, devName, domDev, domName, domPirq, gsiName, type Context, type Model } from '../model.js';
import { DOM0, type Dev, type Dom, type LineIx, type PirqIx } from '../numbers.js';
import { Handler } from '../state.js';
import { inDigl } from '../xen/digl.js';

/**
 * How an interrupt travels: the function drives its wire, the pin delivers to every guest of the irq, each guest's handler
 * serves its devices and ends the interrupt. The wire is the system's physical truth, not what `_PRT` says.
 */

const wiredTo = (m: Model, dev: Dev, line: LineIx): boolean =>
  m.scope.devices[dev]!.wire?.gsi === m.scope.lines.of(line);

/** Devices wired to a line. */
export const devicesOn = (m: Model, line: LineIx): Dev[] =>
  m.scope.devices.map((_, i) => i as Dev).filter((dev) => wiredTo(m, dev, line));

/** Is the interrupt of the function visible on its wire? */
const drives = (m: Model, dev: Dev): boolean => m.hw.asserted[dev] !== 0 && m.hw.intxDisable[dev] === 0;

/** Does the polarity the pin is programmed for fit the wire of the device? */
const polarityFits = (m: Model, dev: Dev, line: LineIx): boolean =>
  (m.xen.pinLow[line] !== 0) === (m.scope.devices[dev]!.wire!.polarity === 'low');

/**
 * The function raises its INTx. On an edge pin the edge counts only at this moment, and only if the pin is open and the
 * irq has a guest: do_IRQ (xen/arch/x86/irq.c, Xen 4.20) drops it for an irq that is IRQ_DISABLED.
 */
export function deviceAssert(c: Context, dev: Dev): Code {
  const { m } = c;
  const { pin, wire } = m.scope.devices[dev]!;
  const line = wire ? m.scope.lines.index(wire.gsi) : -1;
  return step({
    actor: 'hardware',
    fn: 'assert INTx',
    args: devName(m, dev),
    reads: ['xen.pin', 'xen.irq'],
    writes: [at('hw.dev', dev), 'xen.delivery'],
    run: () => {
      if (pin === null) return ENODEV;
      m.hw.asserted[dev] = 1;
      m.hw.served[dev] = 0;
      if (line < 0 || !drives(m, dev) || !polarityFits(m, dev, line as LineIx)) return 0;
      const open = m.xen.pinMasked[line] === 0 && m.xen.guests[line] !== 0;
      if (m.xen.pinHandler[line] === Handler.EDGE && open) m.xen.edgePending[line] = 1;
      return 0;
    },
  });
}

/** The pin delivers: do_IRQ_guest (xen/arch/x86/irq.c, Xen 4.20) hands the interrupt to every guest of the irq. */
export function deliveryDaemon(c: Context, line: LineIx): Code {
  const { m } = c;
  const devices = devicesOn(m, line);
  const active = (): boolean =>
    m.xen.pinHandler[line] === Handler.EDGE
      ? m.xen.edgePending[line] !== 0
      : devices.some((dev) => drives(m, dev) && polarityFits(m, dev, line));
  return forever(
    step({
      actor: 'hardware',
      fn: 'do_IRQ_guest',
      args: gsiName(m, line),
      reads: ['hw.dev', at('xen.pin', line), at('xen.irq', line)],
      writes: [at('xen.delivery', line)],
      recurring: true,
      enabled: () =>
        m.xen.inFlight[line] === 0 &&
        m.xen.guests[line] !== 0 &&
        m.xen.pinHandler[line] !== Handler.NONE &&
        m.xen.pinMasked[line] === 0 &&
        active(),
      run: () => {
        m.xen.edgePending[line] = 0;
        m.xen.inFlight[line] = m.xen.guests[line]!;
        return 0;
      },
    }),
  );
}

/** Would the domain take a vector for this line? A masked virtual pin keeps the interrupt pending. */
function takesVector(m: Model, d: Dom, line: LineIx): boolean {
  if (d === DOM0) return m.design.dom0 === 'pv' || m.xen.vrteMasked[line] === 0;
  for (let p = 0; p < m.scope.pirqs.count; p++) {
    const cell = domPirq(m, d, p as PirqIx);
    if (m.xen.pirqIrq[cell] !== line + 1) continue;
    for (let dev = 0; dev < m.scope.devices.length; dev++)
      if (inDigl(m, cell, dev) && m.guest.intx[domDev(m, d, dev as Dev)] !== 0) return true;
  }
  return false;
}

/** Has the domain a handler for the device on this line? */
function hasHandler(m: Model, d: Dom, dev: Dev, line: LineIx): boolean {
  if (d === DOM0) return m.linux.handler[dev] !== 0 && m.linux.gsiIrq[line] === m.linux.handler[dev];
  return m.guest.intx[domDev(m, d, dev)] !== 0;
}

/**
 * A domain's handlers run and end the interrupt: hvm_dpci_eoi (xen/drivers/passthrough/x86/hvm.c, Xen 4.20)
 * or PHYSDEVOP_eoi (xen/arch/x86/physdev.c, Xen 4.20), then pirq_guest_eoi (xen/arch/x86/irq.c, Xen 4.20).
 */
export function handlerDaemon(c: Context, d: Dom, line: LineIx): Code {
  const { m } = c;
  const devices = devicesOn(m, line);
  return forever(
    step({
      actor: d === DOM0 ? 'linux' : 'guest',
      fn: 'handle_irq',
      args: `${domName(m, d)}, ${gsiName(m, line)}`,
      reads: ['linux.handler', 'linux.gsi', 'guest.dev', 'xen.vioapic', at('xen.pirq', d)],
      writes: [...devices.map((dev) => at('hw.dev', dev)), at('xen.delivery', line)],
      recurring: true,
      enabled: () => (m.xen.inFlight[line]! & (1 << d)) !== 0 && takesVector(m, d, line),
      run: () => {
        for (const dev of devices)
          if (m.hw.asserted[dev] !== 0 && hasHandler(m, d, dev, line)) {
            m.hw.asserted[dev] = 0;
            m.hw.served[dev] = d + 1;
          }
        m.xen.inFlight[line]! &= ~(1 << d);
        return 0;
      },
    }),
  );
}

/**
 * irq_guest_eoi_timer_fn (xen/arch/x86/irq.c, Xen 4.20): after 1 ms Xen ends the interrupt for guests that do not. The model
 * lets it fire only where no guest can end it, since elsewhere it changes nothing but the time of the next delivery.
 */
export function eoiTimerDaemon(c: Context, line: LineIx): Code {
  const { m } = c;
  const domains = m.scope.domains.map((_, i) => i as Dom);
  return forever(
    step({
      actor: 'xen',
      fn: 'irq_guest_eoi_timer_fn',
      args: gsiName(m, line),
      reads: ['guest.dev', 'xen.vioapic', 'xen.pirq'],
      writes: [at('xen.delivery', line)],
      recurring: true,
      enabled: () =>
        m.xen.inFlight[line] !== 0 &&
        !domains.some((d) => (m.xen.inFlight[line]! & (1 << d)) !== 0 && takesVector(m, d, line)),
      run: () => {
        m.xen.inFlight[line] = 0;
        return 0;
      },
    }),
  );
}
