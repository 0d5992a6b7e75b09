import type { IrqIx, LinuxIrq } from '../numbers.js';
import { IrqUser } from '../state.js';
import { ModelBound, type Model } from '../model.js';
import { EEXIST } from '../errno.js';

/** Groups a step that allocates or frees descriptors touches. */
export const IRQ_DESCRIPTORS = ['linux.irqs'] as const;

/**
 * __irq_alloc_descs(irq = -1) (kernel/irq/irqdesc.c, Linux 6.1): the smallest free number not below
 * arch_dynirq_lower_bound (arch/x86/kernel/apic/io_apic.c). Freed numbers are handed out again at once.
 */
export function irqAllocDesc(m: Model, user: number): IrqIx {
  const { irqs, dynamicFloor } = m.scope;
  for (let i = 0; i < irqs.count; i++)
    if (irqs.of(i as IrqIx) >= dynamicFloor && m.linux.irqUser[i] === IrqUser.FREE) {
      m.linux.irqUser[i] = user;
      return i as IrqIx;
    }
  throw new ModelBound('no Linux irq number left in the cone');
}

/** irq_alloc_desc_at (include/linux/irq.h, Linux 6.1): exactly this number, or -EEXIST. Returns the index. */
export function irqAllocDescAt(m: Model, irq: LinuxIrq, user: number): IrqIx | typeof EEXIST {
  const ix = m.scope.irqs.index(irq);
  if (ix < 0) throw new ModelBound(`Linux irq ${irq} outside the cone`);
  if (m.linux.irqUser[ix] !== IrqUser.FREE) return EEXIST;
  m.linux.irqUser[ix] = user;
  return ix as IrqIx;
}

/** irq_free_descs (kernel/irq/irqdesc.c, Linux 6.1). */
export function irqFreeDesc(m: Model, irq: IrqIx): void {
  m.linux.irqUser[irq] = IrqUser.FREE;
}
