import { given, ignoring, seq, type Code } from '../../code.js';
import { EFAULT, ENODEV, ESRCH } from '../../errno.js';
import {
  act,
  devName,
  domDev,
  domEvent,
  domId,
  domName,
  guestIdName,
  pdevOf,
  vlpiName,
  type ArmModel,
  type Context,
} from '../model.js';
import type { CollIx, Dev, Dom, EventIx, GuestIx } from '../scope.js';
import { Life } from '../state.js';
import { owns } from '../xen/pdev.js';
import { vpciGuestId } from '../xen/vpci.js';
import { discard, fetchCommand, mapd, mapti, unmapd, VITS, VITS_READS } from '../xen/vits.js';

const alive = (m: ArmModel, d: Dom): boolean => m.xen.domain[d] === Life.RUNNING;
const idOf = (m: ArmModel, d: Dom, dev: Dev): GuestIx => (m.guest.known[domDev(m, d, dev)]! - 1) as GuestIx;

/**
 * A driver of the guest enables one MSI of a device (its_msi_prepare and its_irq_domain_activate,
 * drivers/irqchip/irq-gic-v3-its.c, Linux 6.12): MAPD when the MSI domain is made, MAPTI when the interrupt is activated,
 * then the capability is enabled. The ITS driver looks at CREADR only, so commands that fail look like others. -ENODEV: the
 * guest has no such device or no ITS.
 */
export function guestEnableMsi(c: Context, dev: Dev, d: Dom): Code {
  const { m } = c;
  const { vlpi } = m.scope.devices[dev]!;
  const cell = domDev(m, d, dev);
  if (!m.design.guestIts || m.design.configPath === 'none')
    return act(
      'guest',
      'pci_alloc_irq_vectors',
      `${devName(m, dev)}: no virtual bus, no ITS`,
      [],
      () => ENODEV,
    );
  const prepare = act(
    'guest',
    'MAPD',
    () => `${domName(m, d)}, ${guestIdName(m, idOf(m, d, dev))} for ${devName(m, dev)}`,
    [...VITS, 'guest'],
    () => {
      if (!alive(m, d)) return ESRCH;
      const g = idOf(m, d, dev);
      if (g < 0) return ENODEV;
      // its_msi_prepare shares the ITS device of the same DeviceID; a guest that dropped it without unmapping has forgotten it,
      // and maps anew (section A5 of the facts, S3).
      if (m.guest.mapd[domId(m, d, g)] !== 0 && m.guest.leaky[d] === 0) return 0;
      const lost = fetchCommand(m, d);
      if (lost < 0) return lost;
      m.guest.mapd[domId(m, d, g)] = 1;
      for (let e = 0; e < m.scope.events; e++) {
        // The table is memory newly allocated and zeroed: collection 0, no LPI.
        m.guest.itteVlpi[domEvent(m, d, g, e as EventIx)] = 0;
        m.guest.itteColl[domEvent(m, d, g, e as EventIx)] = 1;
      }
      return mapd(m, d, g);
    },
    { reads: [...VITS_READS, 'xen.domain'] },
  );
  const activate = act(
    'guest',
    'MAPTI',
    () => `${domName(m, d)}, ${guestIdName(m, idOf(m, d, dev))}, event 0, ${vlpiName(m, vlpi)}`,
    VITS,
    () => {
      if (!alive(m, d)) return ESRCH;
      if (m.guest.known[cell] === 0) return ENODEV;
      const lost = fetchCommand(m, d);
      return lost < 0 ? lost : mapti(m, d, idOf(m, d, dev), 0 as EventIx, vlpi, 0 as CollIx);
    },
    { reads: [...VITS_READS, 'guest', 'xen.domain'] },
  );
  const done = act(
    'guest',
    'request_irq',
    `${domName(m, d)}, ${devName(m, dev)}, ${vlpiName(m, vlpi)}`,
    m.design.configPath === 'vpci' ? ['guest', 'hw.dev'] : ['guest'],
    () => {
      if (!alive(m, d)) return ESRCH;
      if (m.guest.known[cell] === 0) return ENODEV;
      m.guest.bound[cell] = vlpi + 1;
      if (m.design.configPath === 'vpci' && owns(m, d, pdevOf(m, dev))) m.hw.msi[dev] = 1;
      return 0;
    },
    { reads: ['xen.pdev', 'xen.domain'] },
  );
  return seq(
    enumerate(c, dev, d),
    ignoring(prepare),
    ignoring(activate),
    given(m.design.configPath === 'ring', () => ringEnable(c, dev, d)),
    done,
  );
}

/** The guest finds the device: its frontend does when it scans; Xen's bus announces nothing, the guest is made to scan once it is there. */
function enumerate(c: Context, dev: Dev, d: Dom): Code {
  const { m } = c;
  const cell = domDev(m, d, dev);
  const what = `${domName(m, d)}, ${devName(m, dev)}`;
  if (m.design.configPath === 'ring')
    return act('guest', 'really_probe', what, [], () => (alive(m, d) ? 0 : ESRCH), {
      reads: ['guest', 'xen.domain'],
      enabled: () => !alive(m, d) || m.guest.known[cell] !== 0,
      timeout: ENODEV,
    });
  const p = pdevOf(m, dev);
  return act(
    'guest',
    'pci_scan_slot',
    what,
    ['guest', 'xen.p2m'],
    () => {
      if (!alive(m, d)) return ESRCH;
      // The address is where ECAM shows the function: the guest cannot put it on another bus.
      const g = vpciGuestId(m, p);
      if (g < 0) return ENODEV;
      m.guest.known[cell] = g + 1;
      // COMMAND.MEM: vPCI maps the BARs at once where the toolstack has permitted them.
      m.xen.p2m[cell] = m.xen.iomem[cell]!;
      return 0;
    },
    {
      reads: ['xen.pdev', 'xen.vpci', 'xen.iomem', 'xen.domain'],
      enabled: () => !alive(m, d) || (owns(m, d, p) && vpciGuestId(m, p) >= 0),
      timeout: ENODEV,
    },
  );
}

/** do_pci_op: pcifront waits two seconds for the answer and then says that there is no such device. */
function ringEnable(c: Context, dev: Dev, d: Dom): Code {
  const { m } = c;
  const fn = m.design.mapping === 'msi-call' ? 'XEN_PCI_OP_enable_msi' : 'XEN_PCI_OP_conf_write';
  const send = act(
    'guest',
    fn,
    `${domName(m, d)}, ${devName(m, dev)}`,
    ['pciback.ring'],
    () => {
      if (!alive(m, d)) return ESRCH;
      m.pciback.ring[d] = dev + 1;
      return 0;
    },
    { reads: ['xen.domain'], enabled: () => !alive(m, d) || m.pciback.ring[d] === 0 },
  );
  const answer = act(
    'guest',
    'do_pci_op',
    `${domName(m, d)}, ${devName(m, dev)}: answer`,
    [],
    () => (alive(m, d) ? 0 : ESRCH),
    {
      reads: ['pciback.ring', 'xen.domain'],
      enabled: () => !alive(m, d) || m.pciback.ring[d] === 0,
      timeout: ENODEV,
    },
  );
  return seq(send, answer);
}

/** A driver of the guest frees its MSI. -ENODEV: it has none. */
export function guestDisableMsi(c: Context, dev: Dev, d: Dom): Code {
  const { m } = c;
  const cell = domDev(m, d, dev);
  return act(
    'guest',
    'DISCARD, MAPD V=0',
    `${domName(m, d)}, ${devName(m, dev)}`,
    [...VITS, 'guest'],
    () => {
      if (!alive(m, d)) return ESRCH;
      if (m.guest.known[cell] === 0 || m.guest.bound[cell] === 0) return ENODEV;
      const g = idOf(m, d, dev);
      m.guest.bound[cell] = 0;
      m.guest.mapd[domId(m, d, g)] = 0;
      if (fetchCommand(m, d) < 0) return EFAULT;
      discard(m, d, g, 0 as EventIx);
      return unmapd(m, d, g);
    },
    { reads: [...VITS_READS, 'xen.domain'] },
  );
}

/** The guest's xenwatch thread does not answer any more. */
export const guestHang = (c: Context, d: Dom): Code =>
  act('guest', 'xenwatch hangs', domName(c.m, d), ['guest'], () => {
    c.m.guest.deaf[d] = 1;
    return 0;
  });

/** The guest lets go of devices from now on without unmapping them at its ITS. */
export const guestLeak = (c: Context, d: Dom): Code =>
  act('guest', 'keeps its ITS mappings', domName(c.m, d), ['guest'], () => {
    c.m.guest.leaky[d] = 1;
    return 0;
  });

/** From now on the guest's enumeration numbers another bus before the one with its devices. */
export const guestRenumber = (c: Context, d: Dom): Code =>
  act('guest', 'renumbers its buses', domName(c.m, d), ['guest'], () => {
    c.m.guest.renumbered[d] = 1;
    return 0;
  });

/** The guest gives back the page its command queue lies in. */
export const guestLoseQueue = (c: Context, d: Dom): Code =>
  act('guest', 'XENMEM_decrease_reservation', `${domName(c.m, d)}: the command queue`, ['guest.ram'], () => {
    c.m.guest.queueLost[d] = 1;
    return 0;
  });
