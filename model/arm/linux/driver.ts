import { ignoring, seq, type Code } from '../../code.js';
import { EBUSY, ENODEV } from '../../errno.js';
import { act, devName, domDev, domId, guestIdName, vlpiName, type Context } from '../model.js';
import { DOM0, type CollIx, type Dev, type EventIx, type GuestIx } from '../scope.js';
import { Driver } from '../state.js';
import { discard, mapd, mapti, unmapd, VITS, VITS_READS } from '../xen/vits.js';

/** dom0's own DeviceID of a function, at the virtual ITS that stands for its host ITS; -1 without one. */
export function dom0Id(c: Context, dev: Dev): GuestIx | -1 {
  const { devices, hosts, topology, guestId } = c.m.scope;
  const h = devices[dev]!.linuxHost;
  if (h < 0) return -1;
  const itses = topology.msiControllers.filter((x) => x.kind === 'its').map((x) => x.name);
  return guestId(hosts[h]!.id, itses.indexOf(hosts[h]!.its));
}

/**
 * A driver of dom0 probes and enables one MSI: its_msi_prepare, which finds the ITS device of an alias and shares it, then MAPTI
 * (drivers/irqchip/irq-gic-v3-its.c, Linux 6.12). -EBUSY bound already, -ENODEV without an ITS.
 */
export function driverBind(c: Context, dev: Dev): Code {
  const { m } = c;
  const own = dom0Id(c, dev);
  const g = own as GuestIx;
  const { vlpi } = m.scope.devices[dev]!;
  const probe = act('linux', 'really_probe', devName(m, dev), ['linux.dev'], () => {
    if (m.linux.driver[dev] !== Driver.NONE) return EBUSY;
    m.linux.driver[dev] = Driver.NATIVE;
    return own < 0 ? ENODEV : 0;
  });
  if (own < 0) return probe;
  const prepare = act(
    'linux',
    'MAPD',
    `${guestIdName(m, g)} for ${devName(m, dev)}`,
    [...VITS, 'guest'],
    () => {
      if (m.guest.deviceTable[domId(m, DOM0, g)] !== 0) return 0;
      m.guest.mapd[domId(m, DOM0, g)] = 1;
      return mapd(m, DOM0, g);
    },
    { reads: VITS_READS },
  );
  const activate = act(
    'linux',
    'MAPTI',
    `${guestIdName(m, g)}, event 0, ${vlpiName(m, vlpi)}`,
    VITS,
    () => mapti(m, DOM0, g, 0 as EventIx, vlpi, 0 as CollIx),
    { reads: VITS_READS },
  );
  const enable = act('linux', 'pci_write_msi_msg', devName(m, dev), ['guest', 'hw.dev'], () => {
    m.guest.bound[domDev(m, DOM0, dev)] = vlpi + 1;
    m.hw.msi[dev] = 1;
    return 0;
  });
  return seq(probe, ignoring(prepare), ignoring(activate), enable);
}

/** A driver of dom0 goes and frees its MSI. -ENODEV: there is none. */
export function driverUnbind(c: Context, dev: Dev): Code {
  const { m } = c;
  const own = dom0Id(c, dev);
  const g = own as GuestIx;
  const remove = act(
    'linux',
    'device_release_driver',
    devName(m, dev),
    ['linux.dev', 'guest', 'hw.dev'],
    () => {
      if (m.linux.driver[dev] !== Driver.NATIVE) return ENODEV;
      m.linux.driver[dev] = Driver.NONE;
      m.guest.bound[domDev(m, DOM0, dev)] = 0;
      m.hw.msi[dev] = 0;
      return 0;
    },
  );
  if (own < 0) return remove;
  const free = act('linux', 'DISCARD', `${guestIdName(m, g)}, event 0`, VITS, () =>
    discard(m, DOM0, g, 0 as EventIx),
  );
  const unmap = act('linux', 'MAPD V=0', guestIdName(m, g), [...VITS, 'guest'], () => {
    m.guest.mapd[domId(m, DOM0, g)] = 0;
    return unmapd(m, DOM0, g);
  });
  return seq(remove, ignoring(free), unmap);
}

/** A driver of dom0 goes without freeing its MSI. -ENODEV: there is none. */
export function driverVanish(c: Context, dev: Dev): Code {
  const { m } = c;
  return act('linux', 'driver leaks its MSI', devName(m, dev), ['linux.dev', 'guest'], () => {
    if (m.linux.driver[dev] !== Driver.NATIVE) return ENODEV;
    m.linux.driver[dev] = Driver.NONE;
    m.guest.bound[domDev(m, DOM0, dev)] = 0;
    return 0;
  });
}
