import {
  chosen,
  given,
  ignoring,
  local,
  nothing,
  seq,
  step,
  tolerating,
  unwinding,
  when,
  type Code,
} from '../code.js';
import { EEXIST } from '../errno.js';
import { at, domPirq, gsiName, type Context } from '../model.js';
import { DOM0, type LineIx, type PirqIx } from '../numbers.js';
import { bindHwdomGsi } from './dpci.js';
import { GUEST_IRQ, pirqGuestUnbind } from './guest-irq.js';
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
  const store = step({
    actor: 'linux',
    fn: 'vioapic_write_redirent',
    args: () => `${gsiName(m, (r.gsi - 1) as LineIx)}, unmasked`,
    reads: ['linux.gsi'],
    writes: ['xen.vioapic'],
    run: () => {
      const line = r.gsi - 1;
      r.flag = m.xen.vrteMasked[line]!;
      m.xen.vrteMasked[line] = 0;
      m.xen.vrteLevel[line] = m.linux.gsiLevel[line]!;
      m.xen.vrteLow[line] = m.linux.gsiLow[line]!;
      return 0;
    },
  });
  return seq(
    store,
    when(() => r.flag !== 0, ignoring(chosen(() => onUnmask(c)))),
    local(() => {
      r.flag = 0;
      r.pirq = 0;
    }),
  );
}

/**
 * The writes before the unmask, mp_irqdomain_activate -> ioapic_write_entry (arch/x86/kernel/apic/io_apic.c, Linux 6.1): the high
 * word, when the low word is still as after reset, edge/high; then the low word, masked. They matter to designs only that
 * act on every write. (The first write of an edge triggered entry is already unmasked; here it is the second.)
 */
export const vioapicActivate = (c: Context): Code => chosen(() => activate(c));

function activate(c: Context): Code {
  const { m, r } = c;
  if (m.design.xen.vrteWrite === 'on-unmask') return nothing;
  const write = (what: string, run: (line: number) => void): Code =>
    step({
      actor: 'linux',
      fn: 'vioapic_write_redirent',
      args: () => `${gsiName(m, (r.gsi - 1) as LineIx)}, ${what}`,
      reads: ['linux.gsi'],
      writes: ['xen.vioapic'],
      run: () => {
        run(r.gsi - 1);
        return 0;
      },
    });
  const high = write('high word', () => {});
  const low = write('masked', (line) => {
    m.xen.vrteLevel[line] = m.linux.gsiLevel[line]!;
    m.xen.vrteLow[line] = m.linux.gsiLow[line]!;
  });
  const clear = local(() => {
    r.flag = 0;
    r.pirq = 0;
  });
  return seq(high, ignoring(onMaskedWrite(c)), clear, low, ignoring(onMaskedWrite(c)), clear);
}

/** A write that leaves the entry masked: nothing, but in three proposals of thread 003. */
function onMaskedWrite(c: Context): Code {
  switch (c.m.design.xen.vrteWrite) {
    case 'on-unmask':
      return nothing;
    case 'always':
      return mapGsi(c, true);
    case 'maps-always':
      return map(c);
    case 'repeats':
      return register(c);
  }
}

function onUnmask(c: Context): Code {
  return c.m.design.xen.vrteWrite === 'maps-always' ? seq(map(c), mapGsi(c, false)) : mapGsi(c, true);
}

/** vioapic_hwdom_map_gsi: register, map, bind. The register `flag` is 0 when registering has ended it. */
function mapGsi(c: Context, alsoMaps: boolean): Code {
  const { r } = c;
  const mapped = alsoMaps ? map(c) : nothing;
  return seq(
    local(() => (r.flag = 1)),
    tolerating([EEXIST], register(c)),
    when(() => r.flag !== 0, seq(mapped, unwinding(bind(c), unmap(c)))),
  );
}

function register(c: Context): Code {
  const { m, r } = c;
  return step({
    actor: 'xen',
    fn: 'mp_register_gsi',
    args: () => gsiName(m, (r.gsi - 1) as LineIx),
    reads: ['xen.vioapic', 'xen.irq'],
    writes: ['xen.pin'],
    run: () => {
      const line = (r.gsi - 1) as LineIx;
      const ret = mpRegisterGsi(m, line, m.xen.vrteLevel[line] !== 0, m.xen.vrteLow[line] !== 0);
      // "Already bound to me" and "programmed by somebody else" are one answer, and map and bind are skipped for both; unless
      // the design tells the two apart, which nobody has proposed.
      const done = m.design.xen.eexistAtUnmask === 'done' || (m.xen.guests[line]! & (1 << DOM0)) !== 0;
      if (ret === EEXIST && done) r.flag = 0;
      return ret;
    },
  });
}

function map(c: Context): Code {
  const { m, r } = c;
  return step({
    actor: 'xen',
    fn: 'allocate_and_map_gsi_pirq',
    args: () => `dom0, ${gsiName(m, (r.gsi - 1) as LineIx)}`,
    reads: [],
    writes: [at('xen.pirq', DOM0), at('xen.caps', DOM0)],
    run: () => {
      const number = m.scope.lines.of((r.gsi - 1) as LineIx);
      const p = allocateAndMapGsiPirq(m, DOM0, number, number);
      if (p >= 0) r.pirq = p + 1;
      return p < 0 ? p : 0;
    },
  });
}

/** Its ASSERT that the entry is not masked is compiled out of a release build. */
function bind(c: Context): Code {
  const { m, r } = c;
  return step({
    actor: 'xen',
    fn: 'pt_irq_create_bind',
    args: () => `dom0, ${gsiName(m, (r.gsi - 1) as LineIx)}`,
    reads: ['xen.vioapic'],
    writes: [...GUEST_IRQ],
    run: () => bindHwdomGsi(m, (r.pirq - 1) as PirqIx, m.xen.vrteLevel[r.gsi - 1] !== 0),
  });
}

function unmap(c: Context): Code {
  const { m, r } = c;
  return step({
    actor: 'xen',
    fn: 'unmap_domain_pirq',
    args: () => `dom0, ${gsiName(m, (r.gsi - 1) as LineIx)}`,
    reads: [],
    writes: [...GUEST_IRQ, 'xen.caps'],
    run: () => unmapDomainPirq(m, DOM0, (r.pirq - 1) as PirqIx),
  });
}

/**
 * A PVH dom0 masks the entry in the register `gsi`: neither the physical pin nor dom0's place among the guests of the irq changes
 * (xen/arch/x86/hvm/vioapic.c); a design that lets go of the line, which nobody has proposed, unbinds dom0 and keeps the mapping.
 */
export function vioapicMask(c: Context): Code {
  const { m, r } = c;
  const mask = step({
    actor: 'linux',
    fn: 'vioapic_write_redirent',
    args: () => `${gsiName(m, (r.gsi - 1) as LineIx)}, masked`,
    reads: [],
    writes: ['xen.vioapic'],
    run: () => {
      m.xen.vrteMasked[r.gsi - 1] = 1;
      return 0;
    },
  });
  const unbind = step({
    actor: 'xen',
    fn: 'pt_irq_destroy_bind',
    args: () => `dom0, ${gsiName(m, (r.gsi - 1) as LineIx)}`,
    reads: [],
    writes: [...GUEST_IRQ],
    run: () => {
      const p = m.scope.pirqs.index(m.scope.lines.of((r.gsi - 1) as LineIx)) as PirqIx;
      const cell = domPirq(m, DOM0, p);
      if (m.xen.dpciMapped[cell] === 0) return 0;
      pirqGuestUnbind(m, DOM0, p);
      m.xen.dpciMapped[cell] = 0;
      return 0;
    },
  });
  return seq(
    mask,
    chosen(() => given(m.design.xen.maskedLine === 'unbound', () => unbind)),
  );
}
