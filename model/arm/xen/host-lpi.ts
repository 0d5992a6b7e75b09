import { ModelBound } from '../../model.js';
import type { ArmModel } from '../model.js';
import type { Dom } from '../scope.js';

/** Cell of an event's LPI in a block. */
export const lpiOf = (m: ArmModel, block: number, e: number): number => block * m.scope.events + e;

/**
 * gicv3_allocate_host_lpi_block (xen/arch/arm/gic-v3-lpi.c, Xen 4.22-unstable). The source takes the next free block from a hint on,
 * and starts over when it has come to the end; the model has few blocks and takes the first free one, as happens after that:
 * the one that was just freed may be the next.
 */
export function allocateLpiBlock(m: ArmModel, d: Dom): number {
  const { blocks, events } = m.scope;
  for (let b = 0; b < blocks; b++) {
    if (m.xen.hlpiDom[b * events] !== 0) continue;
    for (let e = 0; e < events; e++) {
      m.xen.hlpiDom[b * events + e] = d + 1;
      m.xen.hlpiVlpi[b * events + e] = 0;
    }
    return b;
  }
  throw new ModelBound('blocks of host LPIs');
}

/** gicv3_free_host_lpi_block: at once, before the ITS has executed the command that unmaps them. */
export function freeLpiBlock(m: ArmModel, b: number): void {
  for (let e = 0; e < m.scope.events; e++) {
    m.xen.hlpiDom[lpiOf(m, b, e)] = 0;
    m.xen.hlpiVlpi[lpiOf(m, b, e)] = 0;
  }
}
