import { seq, type Code } from '../../code.js';
import { EIO } from '../../errno.js';
import { act, devName, type ArmModel, type Context } from '../model.js';
import type { Dev, Dom, VlpiIx } from '../scope.js';
import { Life } from '../state.js';
import { lpiOf } from '../xen/host-lpi.js';
import { injectLpi } from '../xen/vits.js';

/**
 * A device writes its MSI for event 0, and a CPU takes the LPI that comes of it. The ids the write carries are those of the wire:
 * the SMMU must let the stream through, the host ITS must have a table for the DeviceID. Between the two steps anything may
 * happen (race R5). What is lost is lost in silence; the step shows -EIO.
 */
export function deviceMsi(c: Context, dev: Dev): Code {
  const { m } = c;
  const raise = act('hardware', 'MSI write', devName(m, dev), ['hw.dev'], () => write(m, dev), {
    reads: ['hw.smmu', 'hw.its'],
  });
  const take = act('xen', 'gicv3_do_LPI', devName(m, dev), ['hw.dev', 'xen.host'], () => doLpi(m, dev), {
    reads: ['xen.lpi', 'xen.its', 'xen.domain'],
  });
  return seq(raise, take);
}

function write(m: ArmModel, dev: Dev): number {
  m.hw.got[dev] = 0;
  m.hw.gotVlpi[dev] = 0;
  const { stream, host } = m.scope.devices[dev]!.wire;
  if (m.hw.msi[dev] === 0 || host < 0) return EIO;
  if (stream >= 0 && m.hw.stream[stream] === 0) return EIO;
  const block = m.hw.itt[host]! - 1;
  if (block < 0) return EIO;
  m.hw.lpi[dev] = lpiOf(m, block, 0) + 1;
  return 0;
}

/** gicv3_do_LPI (xen/arch/arm/gic-v3-lpi.c, Xen 4.22-unstable): one look at the host's entry, the domain by its id, then its LPI tree. */
function doLpi(m: ArmModel, dev: Dev): number {
  const lpi = m.hw.lpi[dev]! - 1;
  m.hw.lpi[dev] = 0;
  const v = m.xen.hlpiVlpi[lpi]! - 1;
  if (v < 0) return EIO;
  const d = (m.xen.hlpiDom[lpi]! - 1) as Dom;
  if (m.xen.domain[d] === Life.DEAD) return EIO;
  if (!injectLpi(m, d, v as VlpiIx)) return m.xen.crashed[0] !== 0 ? 0 : EIO;
  m.hw.got[dev] = d + 1;
  m.hw.gotVlpi[dev] = v + 1;
  return 0;
}
