import { given, ignoring, seq, type Code } from '../../code.js';
import { EINVAL } from '../../errno.js';
import { act, devName, domDev, domName, pdevName, pdevOf, type Context } from '../model.js';
import type { Dev, Dom } from '../scope.js';
import { Xenbus } from '../state.js';
import { releaseDevice } from '../linux/pciback.js';
import { deassignDevice, OWNERSHIP } from '../xen/pdev.js';
import { waitConnected } from './libxl-attach.js';

/**
 * `xl pci-detach` (do_pci_remove, pci_remove_detached and libxl__device_pci_remove_xenstore, tools/libs/light/libxl_pci.c). Xen takes
 * the device first and the guest is asked afterwards; what Xen answers is only logged. For a guest it takes for PV libxl waits
 * until pciback is done, otherwise it removes the entry at once and pciback may never see it closing.
 */
export function pciDetach(c: Context, dev: Dev, d: Dom): Code {
  const { m } = c;
  const listed = act(
    'libxl',
    'libxl_device_pci_list',
    devName(m, dev),
    [],
    () => (m.libxl.listedIn[dev] === d + 1 ? 0 : EINVAL),
    { reads: ['libxl'] },
  );
  const close = act(
    'libxl',
    'libxl__device_pci_remove_xenstore',
    `${devName(m, dev)}: Closing`,
    ['xenbus'],
    () => {
      m.xenbus.device[dev] = Xenbus.CLOSING;
      m.xenbus.backend[d] = Xenbus.RECONFIGURING;
      return 0;
    },
  );
  return seq(
    listed,
    ...takeBack(c, dev, d),
    ignoring(
      given(m.design.libxlWaits, () => waitConnected(c, d, false)),
      close,
      given(m.design.libxlWaits, () => waitConnected(c, d, false)),
      removeEntry(c, dev, d),
    ),
    removeKey(c, dev),
  );
}

/** What Xen is told, guest or no guest. */
export function takeBack(c: Context, dev: Dev, d: Dom): Code[] {
  const { m } = c;
  const p = pdevOf(m, dev);
  return [
    act(
      'libxl',
      'XEN_DOMCTL_iomem_permission',
      `${devName(m, dev)}, ${domName(m, d)}, deny`,
      ['xen.iomem'],
      () => {
        m.xen.iomem[domDev(m, d, dev)] = 0;
        return 0;
      },
    ),
    act('libxl', 'sysfs reset', devName(m, dev), ['hw.dev'], () => {
      m.hw.msi[dev] = 0;
      return 0;
    }),
    ignoring(
      act('libxl', 'XEN_DOMCTL_deassign_device', `${pdevName(m, p)}, ${domName(m, d)}`, OWNERSHIP, () =>
        deassignDevice(m, p, d),
      ),
    ),
  ];
}

/** The entry goes from the backend directory; with the last one the directory and pciback's virtual bus go too. */
export function removeEntry(c: Context, dev: Dev, d: Dom): Code {
  const { m } = c;
  return act(
    'libxl',
    'libxl__device_pci_remove_xenstore',
    `${devName(m, dev)}: removed`,
    ['libxl', 'xenbus', 'pciback', 'pciback.ring'],
    () => {
      m.libxl.listedIn[dev] = 0;
      m.libxl.vslot[dev] = 0;
      m.xenbus.device[dev] = Xenbus.ABSENT;
      if (m.scope.devices.some((_, i) => m.libxl.listedIn[i] === d + 1)) return 0;
      m.xenbus.backend[d] = Xenbus.ABSENT;
      m.xenbus.frontend[d] = Xenbus.ABSENT;
      m.pciback.ring[d] = 0;
      for (let i = 0; i < m.scope.devices.length; i++)
        if (m.pciback.exportedTo[i] === d + 1) releaseDevice(m, i as Dev);
      return 0;
    },
    // pciback is torn down under the lock it exports devices under.
    { enabled: () => m.pciback.publishing[d] === 0 },
  );
}

export function removeKey(c: Context, dev: Dev): Code {
  const { m } = c;
  return act('libxl', 'pci_info_xs_remove', `${devName(m, dev)}/domid`, ['libxl'], () => {
    m.libxl.domid[dev] = 0;
    return 0;
  });
}
