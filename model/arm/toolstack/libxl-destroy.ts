import { ignoring, seq, when, type Code } from '../../code.js';
import { EINVAL } from '../../errno.js';
import { act, devName, domDev, domName, type ArmModel, type Context } from '../model.js';
import type { Dev, Dom } from '../scope.js';
import { Life } from '../state.js';
import { OWNERSHIP, pciReleaseDevices } from '../xen/pdev.js';
import { ITS_DEVICES } from '../xen/its-devices.js';
import { removeEntry, removeKey, takeBack } from './libxl-detach.js';

/**
 * `xl destroy` (libxl__destroy_domid): the guest stops, its devices are removed by force, then Xen is told. Xen gives its devices
 * to dom_io before it frees the memory (domain_relinquish_resources). The records at the ITS go with the domain, and nothing
 * unmaps them at the host first: vgic_v3_its_free_domain only asserts that there are none, which a release build skips.
 */
export function domainDestroy(c: Context, d: Dom, devices: readonly Dev[]): Code {
  const { m, r } = c;
  const pause = act('libxl', 'XEN_DOMCTL_pausedomain', domName(m, d), ['xen.domain'], () => {
    if (m.xen.domain[d] !== Life.RUNNING) return EINVAL;
    m.xen.domain[d] = Life.DYING;
    return 0;
  });
  const removals = devices.map((dev) =>
    seq(
      act(
        'libxl',
        'libxl__device_pci_destroy_all',
        devName(m, dev),
        [],
        () => {
          r.flag = m.libxl.listedIn[dev] === d + 1 ? 1 : 0;
          return 0;
        },
        { reads: ['libxl'] },
      ),
      when(() => r.flag === 1, seq(...takeBack(c, dev, d), removeEntry(c, dev, d), removeKey(c, dev))),
    ),
  );
  const relinquish = act('xen', 'domain_relinquish_resources', domName(m, d), OWNERSHIP, () =>
    pciReleaseDevices(m, d),
  );
  const destroy = act(
    'xen',
    'domain_destroy',
    domName(m, d),
    ['xen.domain', ...ITS_DEVICES, 'xen.iomem', 'xen.p2m', 'guest', 'guest.ram'],
    () => {
      m.xen.domain[d] = Life.DEAD;
      freeDomain(m, d);
      return 0;
    },
  );
  return seq(pause, ...removals, ignoring(relinquish), destroy);
}

/** What is part of struct domain, and the guest with its memory. */
function freeDomain(m: ArmModel, d: Dom): void {
  const { guestIds, events, intids, devices, collections } = m.scope;
  const ids = guestIds.length;
  const clearRows = (cells: { fill(v: number, from: number, to: number): unknown }, row: number): void => {
    cells.fill(0, d * row, (d + 1) * row);
  };
  for (const cells of [m.xen.itsDev, m.xen.block, m.guest.mapd, m.guest.deviceTable]) clearRows(cells, ids);
  for (const cells of [m.guest.itteVlpi, m.guest.itteColl]) clearRows(cells, ids * events);
  clearRows(m.xen.lpiTree, intids.length);
  clearRows(m.guest.coll, collections);
  for (const cells of [m.xen.iomem, m.xen.p2m, m.guest.known, m.guest.bound, m.guest.reported])
    for (let dev = 0; dev < devices.length; dev++) cells[domDev(m, d, dev as Dev)] = 0;
  for (const cells of [
    m.xen.wedged,
    m.guest.deaf,
    m.guest.leaky,
    m.guest.hostile,
    m.guest.renumbered,
    m.guest.queueLost,
  ])
    cells[d] = 0;
}

/** `xl create`: a new domain, with the id of one that has died. -EINVAL: the domain is there. */
export function domainCreate(c: Context, d: Dom): Code {
  const { m } = c;
  return act('libxl', 'XEN_DOMCTL_createdomain', domName(m, d), ['xen.domain', 'guest.ram'], () => {
    if (m.xen.domain[d] !== Life.DEAD) return EINVAL;
    m.xen.domain[d] = Life.RUNNING;
    m.guest.coll[d * m.scope.collections] = 1;
    return 0;
  });
}
