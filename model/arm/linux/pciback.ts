import { forever, given, ignoring, seq, when, type Code } from '../../code.js';
import { EBUSY, EINVAL, ENODEV, ENOMEM } from '../../errno.js';
import {
  act,
  devName,
  domName,
  guestIdName,
  pdevName,
  pdevOf,
  type ArmModel,
  type Context,
} from '../model.js';
import type { Dev, Dom, GuestIx } from '../scope.js';
import { Driver, Life, Xenbus } from '../state.js';
import { mapGuestSbdf } from '../xen/guest-map.js';

/** Binding by sysfs: new_slot and bind. -EBUSY: another driver has it. */
export function pcibackBind(c: Context, dev: Dev): Code {
  const { m } = c;
  return act('pciback', 'pcistub_probe', devName(m, dev), ['linux.dev'], () => {
    if (m.linux.driver[dev] !== Driver.NONE) return EBUSY;
    m.linux.driver[dev] = Driver.PCIBACK;
    return 0;
  });
}

/** Unbinding by sysfs; a device in use is released with a warning only. -ENODEV: not bound. */
export function pcibackUnbind(c: Context, dev: Dev): Code {
  const { m } = c;
  return act('pciback', 'pcistub_remove', devName(m, dev), ['linux.dev', 'pciback'], () => {
    if (m.linux.driver[dev] !== Driver.PCIBACK) return ENODEV;
    m.linux.driver[dev] = Driver.NONE;
    m.pciback.exportedTo[dev] = 0;
    m.pciback.slot[dev] = 0;
    return 0;
  });
}

const NEW = 1;

/**
 * pciback's end of a guest's virtual bus (drivers/xen/xen-pciback/xenbus.c and vpci.c, Linux 6.12): the first devices are
 * exported at once; later ones, and removals, wait until backend *and* frontend are Reconfiguring, which takes the guest. The
 * model takes devices in the order of their addresses, the source in that of their index.
 */
export function pcibackDaemon(c: Context, d: Dom): Code {
  const { m, r } = c;
  const work = act(
    'pciback',
    'xen_pcibk_reconfigure',
    () => domName(m, d),
    ['xenbus', 'pciback'],
    () => reconfigure(m, d, (flag) => (r.flag = flag)),
    {
      reads: ['linux.dev', 'libxl', 'xen.domain'],
      enabled: () =>
        m.xen.domain[d] === Life.RUNNING &&
        (m.xenbus.backend[d] === Xenbus.INITIALISING ||
          (m.xenbus.backend[d] === Xenbus.RECONFIGURING && m.xenbus.frontend[d] === Xenbus.RECONFIGURING)),
    },
  );
  const tell = act(
    'pciback',
    'PHYSDEVOP_map_domU_sbdf',
    () => mapArgs(m, d, (m.pciback.publishing[d]! - 1) as Dev),
    ['xen.map'],
    () => {
      const dev = (m.pciback.publishing[d]! - 1) as Dev;
      return mapGuestSbdf(m, d, publishedId(m, dev), pdevOf(m, dev));
    },
    { reads: ['pciback', 'xen.pdev', 'xen.domain'] },
  );
  const publish = act(
    'pciback',
    'xen_pcibk_publish_pci_dev',
    () => published(m, d),
    ['xenbus', 'pciback'],
    () => {
      const dev = m.pciback.publishing[d]! - 1;
      m.pciback.publishing[d] = 0;
      m.xenbus.device[dev] = Xenbus.INITIALISED;
      return 0;
    },
  );
  return forever(
    work,
    given(m.design.mapping === 'pciback', () => when(() => r.flag === NEW, seq(ignoring(tell), publish))),
  );
}

const published = (m: ArmModel, d: Dom): string => devName(m, (m.pciback.publishing[d]! - 1) as Dev);
const mapArgs = (m: ArmModel, d: Dom, dev: Dev): string =>
  `${pdevName(m, pdevOf(m, dev))}, ${domName(m, d)}, ${guestIdName(m, publishedId(m, dev))}`;

function reconfigure(m: ArmModel, d: Dom, remember: (flag: number) => void): number {
  for (let dev = 0; dev < m.scope.devices.length; dev++) {
    if (m.libxl.listedIn[dev] !== d + 1) continue;
    if (m.xenbus.device[dev] === Xenbus.CLOSING) {
      releaseDevice(m, dev as Dev);
      m.xenbus.device[dev] = Xenbus.ABSENT;
      return 0;
    }
    if (m.xenbus.device[dev] !== Xenbus.INITIALISING) continue;
    const err = exportDevice(m, d, dev as Dev);
    if (err < 0) {
      m.xenbus.backend[d] = Xenbus.CLOSING;
      return err;
    }
    if (m.design.mapping === 'pciback') {
      m.pciback.publishing[d] = dev + 1;
      remember(NEW);
    } else m.xenbus.device[dev] = Xenbus.INITIALISED;
    return 0;
  }
  m.xenbus.backend[d] =
    m.xenbus.backend[d] === Xenbus.INITIALISING ? Xenbus.INITIALISED : Xenbus.RECONFIGURED;
  return 0;
}

/**
 * xen_pcibk_export_device: -EINVAL not bound or in use, -ENOMEM no free slot; both are fatal for the backend. Functions of one
 * physical device share a slot, unless they are virtual functions.
 */
function exportDevice(m: ArmModel, d: Dom, dev: Dev): number {
  if (m.linux.driver[dev] !== Driver.PCIBACK || m.pciback.exportedTo[dev] !== 0) return EINVAL;
  if (m.design.pcibackMode === 'vpci') {
    const slot = m.design.mapping === 'attach-domctl' ? m.libxl.vslot[dev]! - 1 : pickSlot(m, d, dev);
    if (slot < 0) return ENOMEM;
    m.pciback.slot[dev] = slot + 1;
  }
  m.pciback.exportedTo[dev] = d + 1;
  return 0;
}

function pickSlot(m: ArmModel, d: Dom, dev: Dev): number {
  const { devices, slots } = m.scope;
  const mine = devices[dev]!;
  let used = 0;
  for (let other = 0; other < devices.length; other++) {
    if (m.pciback.exportedTo[other] !== d + 1) continue;
    const theirs = devices[other]!;
    const sameDevice = theirs.rootComplex === mine.rootComplex && theirs.rid >> 3 === mine.rid >> 3;
    if (sameDevice && mine.physfn === undefined && theirs.physfn === undefined)
      return m.pciback.slot[other]! - 1;
    used |= 1 << (m.pciback.slot[other]! - 1);
  }
  for (let slot = 0; slot < slots.length; slot++) if ((used & (1 << slot)) === 0) return slot;
  return -1;
}

/** xen_pcibk_release_pci_dev: FLR and restore in pcistub_put_pci_dev. */
export function releaseDevice(m: ArmModel, dev: Dev): void {
  m.pciback.exportedTo[dev] = 0;
  m.pciback.slot[dev] = 0;
}

/** The DeviceID that goes with the address pciback publishes for a function: a VF is function 0 of its slot (vpci.c). */
export function publishedId(m: ArmModel, dev: Dev): GuestIx {
  const { rid, function: fn, physfn } = m.scope.devices[dev]!;
  if (m.design.pcibackMode === 'passthrough') return m.scope.guestId(rid) as GuestIx;
  const slot = m.scope.slots[m.pciback.slot[dev]! - 1]!;
  return m.scope.virtualId(slot, physfn === undefined ? fn : 0) as GuestIx;
}

/** The same for what a guest finds; -1 for a VF other than function 0: pciback looks it up by its real function (vpci.c). */
export function foundId(m: ArmModel, dev: Dev): GuestIx | -1 {
  const { function: fn, physfn } = m.scope.devices[dev]!;
  const hidden = m.design.pcibackMode === 'vpci' && physfn !== undefined && fn !== 0;
  return hidden ? -1 : publishedId(m, dev);
}

/**
 * xen_pcibk_do_op: what pcifront asked for on the ring. Enabling MSI writes the capability of the real device; under M3 pciback
 * tells Xen which device the caller means as well.
 */
export function ringDaemon(c: Context, d: Dom): Code {
  const { m } = c;
  return forever(
    act(
      'pciback',
      'xen_pcibk_do_op',
      () => `${domName(m, d)}: enable MSI of ${devName(m, (m.pciback.ring[d]! - 1) as Dev)}`,
      ['pciback.ring', 'hw.dev', 'xen.map'],
      () => {
        const dev = (m.pciback.ring[d]! - 1) as Dev;
        m.pciback.ring[d] = 0;
        if (m.pciback.exportedTo[dev] !== d + 1) return ENODEV;
        m.hw.msi[dev] = 1;
        return m.design.mapping === 'msi-call' ? mapGuestSbdf(m, d, publishedId(m, dev), pdevOf(m, dev)) : 0;
      },
      { reads: ['pciback', 'xen.pdev', 'xen.domain'], enabled: () => m.pciback.ring[d] !== 0 },
    ),
  );
}
