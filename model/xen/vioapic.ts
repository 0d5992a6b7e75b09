import { ignoring, seq, step, tolerating, unwinding, when, local, type Code } from '../code.js';
import { EEXIST } from '../errno.js';
import { at, gsiName, type Context } from '../model.js';
import { DOM0, type LineIx, type PirqIx } from '../numbers.js';
import { bindHwdomGsi } from './dpci.js';
import { GUEST_IRQ } from './guest-irq.js';
import { mpRegisterGsi } from './ioapic-pins.js';
import { allocateAndMapGsiPirq, unmapDomainPirq } from './pirq.js';

/**
 * A PVH dom0's write of the low word of an unmasked redirection entry: vioapic_write_redirent -> vioapic_hwdom_map_gsi
 * (xen/arch/x86/hvm/vioapic.c, Xen 4.20). hvm.irq_lock must not be held while event_lock is taken, so the store and each
 * hypercall-like part behind it are separate steps. Dom0 sees no error: the entry stays unmasked whatever happens.
 * `line` is the thread's `gsi` register; the attributes are those Linux cached for the pin.
 */
export function vioapicUnmask(c: Context): Code {
  const { m, r } = c;
  const line = (): LineIx => (r.gsi - 1) as LineIx;
  const level = (): boolean => m.xen.vrteLevel[line()] !== 0;
  const store = step({
    actor: 'linux',
    fn: 'vioapic_write_redirent',
    args: () => `${gsiName(m, line())}, unmasked`,
    reads: ['linux.gsi'],
    writes: ['xen.vioapic'],
    run: () => {
      r.flag = m.xen.vrteMasked[line()]!;
      m.xen.vrteMasked[line()] = 0;
      m.xen.vrteLevel[line()] = m.linux.gsiLevel[line()]!;
      m.xen.vrteLow[line()] = m.linux.gsiLow[line()]!;
      return 0;
    },
  });
  const register = step({
    actor: 'xen',
    fn: 'mp_register_gsi',
    args: () => gsiName(m, line()),
    reads: ['xen.vioapic', 'xen.irq'],
    writes: ['xen.pin'],
    run: () => {
      const ret = mpRegisterGsi(m, line(), level(), m.xen.vrteLow[line()] !== 0);
      // "Already bound to me" and "programmed by somebody else" are one answer: map and bind are skipped for both.
      if (ret === EEXIST) r.flag = 0;
      return ret;
    },
  });
  const map = step({
    actor: 'xen',
    fn: 'allocate_and_map_gsi_pirq',
    args: () => `dom0, ${gsiName(m, line())}`,
    reads: [],
    writes: [at('xen.pirq', DOM0), at('xen.caps', DOM0)],
    run: () => {
      const number = m.scope.lines.of(line());
      const p = allocateAndMapGsiPirq(m, DOM0, number, number);
      if (p >= 0) r.pirq = p + 1;
      return p < 0 ? p : 0;
    },
  });
  const bind = step({
    actor: 'xen',
    fn: 'pt_irq_create_bind',
    args: () => `dom0, ${gsiName(m, line())}`,
    reads: ['xen.vioapic'],
    writes: [...GUEST_IRQ],
    run: () => bindHwdomGsi(m, (r.pirq - 1) as PirqIx, level()),
  });
  const unmap = step({
    actor: 'xen',
    fn: 'unmap_domain_pirq',
    args: () => `dom0, ${gsiName(m, line())}`,
    reads: [],
    writes: [...GUEST_IRQ, 'xen.caps'],
    run: () => unmapDomainPirq(m, DOM0, (r.pirq - 1) as PirqIx),
  });
  return seq(
    store,
    when(
      () => r.flag !== 0,
      ignoring(
        tolerating([EEXIST], register),
        when(() => r.flag !== 0, seq(map, unwinding(bind, unmap))),
      ),
    ),
    local(() => {
      r.flag = 0;
      r.pirq = 0;
    }),
  );
}
