import { forever, type Code } from '../../code.js';
import {
  act,
  devName,
  domDev,
  domId,
  domName,
  guestIdName,
  pdevOf,
  type ArmModel,
  type Context,
} from '../model.js';
import type { Dev, Dom, EventIx, GuestIx } from '../scope.js';
import { Life, Xenbus } from '../state.js';
import { foundId } from '../linux/pciback.js';
import { mapGuestSbdf } from '../xen/guest-map.js';
import { discard, unmapd, VITS, VITS_READS } from '../xen/vits.js';

/** What a guest that renumbers its buses adds: bus 1. */
const NEXT_BUS = 0x100;

/**
 * pcifront (drivers/pci/xen-pcifront.c, Linux 6.12): connects and scans; drops devices whose state is Closing, then answers that it
 * reconfigures; scans anew. The handshake of the ring in between touches nothing that is modelled.
 */
export function pcifrontDaemon(c: Context, d: Dom): Code {
  const { m } = c;
  const { backend, frontend } = m.xenbus;
  const connect = (): boolean => backend[d] === Xenbus.INITIALISED && frontend[d] === Xenbus.INITIALISING;
  const rescan = (): boolean => backend[d] === Xenbus.RECONFIGURED && frontend[d] === Xenbus.RECONFIGURING;
  const drop = (): boolean => backend[d] === Xenbus.RECONFIGURING && frontend[d] === Xenbus.CONNECTED;
  return forever(
    act(
      'guest',
      'pcifront_backend_changed',
      () => `${domName(m, d)}: ${drop() ? dropping(m, d) : 'scan'}`,
      ['xenbus', 'guest', ...VITS],
      () => {
        if (drop()) return dropOne(m, d);
        frontend[d] = Xenbus.CONNECTED;
        backend[d] = Xenbus.CONNECTED;
        scan(m, d);
        return 0;
      },
      {
        reads: ['pciback', 'xen.domain', ...VITS_READS],
        enabled: () =>
          m.xen.domain[d] === Life.RUNNING && m.guest.deaf[d] === 0 && (connect() || rescan() || drop()),
      },
    ),
  );
}

function scan(m: ArmModel, d: Dom): void {
  for (let dev = 0; dev < m.scope.devices.length; dev++) {
    const cell = domDev(m, d, dev as Dev);
    if (m.guest.known[cell] !== 0 || m.pciback.exportedTo[dev] !== d + 1) continue;
    if (m.xenbus.device[dev] !== Xenbus.INITIALISED) continue;
    const g = seenAs(m, d, foundId(m, dev as Dev));
    if (g >= 0) m.guest.known[cell] = g + 1;
  }
}

/** The DeviceID the guest's kernel makes of an address: that of another bus if it has renumbered. */
function seenAs(m: ArmModel, d: Dom, g: GuestIx | -1): GuestIx | -1 {
  if (g < 0 || m.guest.renumbered[d] === 0) return g;
  return m.scope.guestId(m.scope.guestIds[g]!.id + NEXT_BUS);
}

const closing = (m: ArmModel, d: Dom): number => {
  for (let dev = 0; dev < m.scope.devices.length; dev++)
    if (m.guest.known[domDev(m, d, dev as Dev)] !== 0 && m.xenbus.device[dev] === Xenbus.CLOSING) return dev;
  return -1;
};
const dropping = (m: ArmModel, d: Dom): string => {
  const dev = closing(m, d);
  return dev < 0 ? 'Reconfiguring' : `remove ${devName(m, dev as Dev)}`;
};

/** pcifront_detach_devices: the driver goes and frees its MSI; without a device that is Closing the frontend reconfigures. */
function dropOne(m: ArmModel, d: Dom): number {
  const dev = closing(m, d) as Dev | -1;
  if (dev < 0) {
    m.xenbus.frontend[d] = Xenbus.RECONFIGURING;
    return 0;
  }
  const cell = domDev(m, d, dev as Dev);
  const g = (m.guest.known[cell]! - 1) as GuestIx;
  if (m.guest.bound[cell] !== 0) {
    if (m.guest.leaky[d] === 0) {
      discard(m, d, g, 0 as EventIx);
      unmapd(m, d, g);
    }
    m.guest.mapd[domId(m, d, g)] = 0;
  }
  m.guest.bound[cell] = 0;
  m.guest.known[cell] = 0;
  m.guest.reported[cell] = 0;
  return 0;
}

/** M4: after its scan the frontend tells Xen which device is behind an address, from `dev-N` that it can read. */
export function pcifrontMapDaemon(c: Context, d: Dom): Code {
  const { m } = c;
  const next = (): number => {
    for (let dev = 0; dev < m.scope.devices.length; dev++)
      if (m.guest.known[domDev(m, d, dev as Dev)] !== 0 && m.guest.reported[domDev(m, d, dev as Dev)] === 0)
        return dev;
    return -1;
  };
  const id = (dev: number): GuestIx => (m.guest.known[domDev(m, d, dev as Dev)]! - 1) as GuestIx;
  return forever(
    act(
      'guest',
      'PHYSDEVOP_map_domU_sbdf',
      () => `${devName(m, next() as Dev)}, DOMID_SELF, ${guestIdName(m, id(next()))}`,
      ['xen.map', 'guest'],
      () => {
        const dev = next() as Dev;
        m.guest.reported[domDev(m, d, dev)] = 1;
        return mapGuestSbdf(m, d, id(dev), pdevOf(m, dev));
      },
      { reads: ['xen.pdev', 'xen.domain'], enabled: () => m.xen.domain[d] === Life.RUNNING && next() >= 0 },
    ),
  );
}
