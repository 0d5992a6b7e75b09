import type { Code } from '../../code.js';
import { ESRCH } from '../../errno.js';
import { act, domName, hexOf, type Context } from '../model.js';
import type { CollIx, Dom, EventIx, GuestIx, VlpiIx } from '../scope.js';
import { Life } from '../state.js';
import {
  clear,
  discard,
  fetchCommand,
  int,
  inv,
  mapc,
  mapd,
  mapti,
  movi,
  unmapd,
  VITS,
  VITS_READS,
} from '../xen/vits.js';

interface Operands {
  readonly dom: Dom;
  readonly deviceId: number;
  readonly event: number;
  readonly intid: number;
  readonly collection: number;
}

/** One command a domain puts into the queue of its (first) virtual ITS, whatever its driver thinks of it. */
export function itsVerb(c: Context, name: string, o: Operands): Code {
  const { m } = c;
  const d = o.dom;
  const g = m.scope.guestId(o.deviceId) as GuestIx;
  const e = o.event as EventIx;
  const k = o.collection as CollIx;
  const v = m.scope.intids.indexOf(o.intid) as VlpiIx;
  const run = {
    MAPC: () => mapc(m, d, k, true),
    'MAPC V=0': () => mapc(m, d, k, false),
    MAPD: () => mapd(m, d, g),
    'MAPD V=0': () => unmapd(m, d, g),
    MAPTI: () => mapti(m, d, g, e, v, k),
    MOVI: () => movi(m, d, g, e, k),
    INT: () => int(m, d, g, e),
    CLEAR: () => clear(m, d, g, e),
    INV: () => inv(m, d, g, e),
    DISCARD: () => discard(m, d, g, e),
  }[name]!;
  const words = [
    domName(m, d),
    ...(o.deviceId < 0 ? [] : [`DeviceID ${hexOf(o.deviceId)}`]),
    ...(o.event < 0 ? [] : [`event ${o.event}`]),
    ...(o.intid < 0 ? [] : [`INTID ${o.intid}`]),
    ...(o.collection < 0 ? [] : [`collection ${o.collection}`]),
  ];
  return act(
    'guest',
    name,
    words.join(', '),
    [...VITS],
    () => {
      if (m.xen.domain[d] !== Life.RUNNING) return ESRCH;
      const lost = fetchCommand(m, d);
      return lost < 0 ? lost : run();
    },
    { reads: [...VITS_READS, 'guest', 'xen.domain'] },
  );
}
