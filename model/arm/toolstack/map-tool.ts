import { forever, type Code } from '../../code.js';
import {
  act,
  devName,
  domDev,
  domName,
  guestIdName,
  pdevName,
  pdevOf,
  type ArmModel,
  type Context,
} from '../model.js';
import type { Dev, Dom, GuestIx } from '../scope.js';
import { mapGuestSbdf } from '../xen/guest-map.js';

/**
 * M1: the guest reports the addresses it has enumerated, and a tool in dom0 tells Xen which device each is. A report holds
 * virtual addresses only, so with two devices attached and not mapped yet the tool may pair them either way.
 */
export function mapTool(c: Context, d: Dom): Code {
  const { m } = c;
  const RIGHT = 0;
  return forever(
    act(
      'linux',
      'PHYSDEVOP_map_domU_sbdf',
      () => argsOf(m, d),
      ['xen.map', 'guest'],
      (outcome) => {
        const dev = unreported(m, d, -1);
        const meant = outcome === RIGHT ? dev : candidate(m, d, dev);
        m.guest.reported[domDev(m, d, dev as Dev)] = 1;
        const g = (m.guest.known[domDev(m, d, dev as Dev)]! - 1) as GuestIx;
        return mapGuestSbdf(m, d, g, pdevOf(m, meant as Dev));
      },
      { reads: ['libxl', 'xen.pdev', 'xen.domain'], enabled: () => unreported(m, d, -1) >= 0, outcomes: 2 },
    ),
  );
}

const argsOf = (m: ArmModel, d: Dom): string => {
  const dev = unreported(m, d, -1) as Dev;
  const g = (m.guest.known[domDev(m, d, dev)]! - 1) as GuestIx;
  const other = candidate(m, d, dev) as Dev;
  const choice = other === dev ? '' : ` or ${devName(m, other)}`;
  return `${pdevName(m, pdevOf(m, dev))}${choice}, ${domName(m, d)}, ${guestIdName(m, g)}`;
};

function unreported(m: ArmModel, d: Dom, but: number): number {
  for (let dev = 0; dev < m.scope.devices.length; dev++)
    if (
      dev !== but &&
      m.guest.known[domDev(m, d, dev as Dev)] !== 0 &&
      m.guest.reported[domDev(m, d, dev as Dev)] === 0
    )
      return dev;
  return -1;
}

/** Another device that is attached to the guest, or the device itself. */
function candidate(m: ArmModel, d: Dom, dev: number): number {
  for (let other = 0; other < m.scope.devices.length; other++)
    if (other !== dev && m.libxl.listedIn[other] === d + 1) return other;
  return dev;
}
