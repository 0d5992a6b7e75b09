import { given, seq, unwinding, type Code } from '../../code.js';
import { ENOSPC, ERROR_FAIL, ERROR_TIMEDOUT } from '../../errno.js';
import { act, devName, domDev, domName, pdevName, pdevOf, type ArmModel, type Context } from '../model.js';
import type { Dev, Dom, GuestIx } from '../scope.js';
import { Driver, Life, Xenbus } from '../state.js';
import { mapGuestSbdf } from '../xen/guest-map.js';
import { assignDevice, OWNERSHIP } from '../xen/pdev.js';

/**
 * `xl pci-attach` to an ARM guest, libxl__device_pci_add and pci_add_dm_done (tools/libs/light/libxl_pci.c, Xen
 * 4.22-unstable), do_pci_add (tools/libxl/libxl_pci.c, Xen 4.5): nothing of the legacy interrupt, which is x86's, and no
 * `permissive`. On failure only the `domid` key goes: the right to the MMIO stays, and so does an assignment whose hypercall
 * came back with an error or whose device could not be listed.
 */
export function pciAttach(c: Context, dev: Dev, d: Dom): Code {
  const { m } = c;
  const p = pdevOf(m, dev);
  const withSlot = m.design.mapping === 'attach-domctl';
  const assignable = act(
    'libxl',
    'libxl_pci_assignable',
    devName(m, dev),
    [],
    () => (m.linux.driver[dev] === Driver.PCIBACK && m.libxl.domid[dev] === 0 ? 0 : ERROR_FAIL),
    { reads: ['linux.dev', 'libxl'] },
  );
  const writeKey = act(
    'libxl',
    'pci_info_xs_write',
    `${devName(m, dev)}/domid = ${domName(m, d)}`,
    ['libxl'],
    () => {
      m.libxl.domid[dev] = d + 1;
      return 0;
    },
  );
  const pick = act('libxl', 'pick a virtual slot', `${devName(m, dev)}, ${domName(m, d)}`, ['libxl'], () => {
    const slot = freeSlot(m, d);
    if (slot < 0) return ENOSPC;
    m.libxl.vslot[dev] = slot + 1;
    return 0;
  });
  const permit = act(
    'libxl',
    'XEN_DOMCTL_iomem_permission',
    `${devName(m, dev)}, ${domName(m, d)}, allow`,
    ['xen.iomem'],
    () => {
      m.xen.iomem[domDev(m, d, dev)] = 1;
      return 0;
    },
  );
  const assign = act(
    'libxl',
    'XEN_DOMCTL_assign_device',
    `${pdevName(m, p)}, ${domName(m, d)}`,
    OWNERSHIP,
    () => {
      const err = assignDevice(m, p, d);
      if (err < 0) return err;
      // Step 8 of thread 002: the MMIO is assigned to the guest together with the device.
      if (m.design.configPath === 'ring') m.xen.p2m[domDev(m, d, dev)] = 1;
      if (!withSlot) return 0;
      const { slots, devices, virtualId } = m.scope;
      const g = virtualId(slots[m.libxl.vslot[dev]! - 1]!, devices[dev]!.function);
      return g < 0 ? 0 : mapGuestSbdf(m, d, g as GuestIx, p);
    },
    { reads: ['libxl'] },
  );
  const list = act(
    'libxl',
    'libxl__device_pci_add_xenstore',
    `${devName(m, dev)}, ${domName(m, d)}`,
    ['libxl', 'xenbus'],
    () => {
      const first = m.xenbus.backend[d] === Xenbus.ABSENT;
      m.libxl.listedIn[dev] = d + 1;
      m.xenbus.device[dev] = Xenbus.INITIALISING;
      m.xenbus.backend[d] = first ? Xenbus.INITIALISING : Xenbus.RECONFIGURING;
      if (first) m.xenbus.frontend[d] = Xenbus.INITIALISING;
      return 0;
    },
  );
  const removeKey = act('libxl', 'pci_info_xs_remove', `${devName(m, dev)}/domid`, ['libxl'], () => {
    m.libxl.domid[dev] = 0;
    return 0;
  });
  const wait = given(m.design.libxlWaits, () => waitConnected(c, d, true));
  return unwinding(
    seq(
      assignable,
      writeKey,
      given(withSlot, () => pick),
      permit,
      assign,
      wait,
      list,
    ),
    removeKey,
  );
}

/** libxl__wait_for_backend: up to 10 s for the backend to be Connected; `orAbsent`: or not there yet. */
export function waitConnected(c: Context, d: Dom, orAbsent: boolean): Code {
  const { m } = c;
  return act(
    'libxl',
    'libxl__wait_for_backend',
    domName(m, d),
    [],
    () => (m.xen.domain[d] === Life.DEAD ? ERROR_FAIL : 0),
    {
      reads: ['xenbus', 'xen.domain'],
      enabled: () =>
        m.xenbus.backend[d] === Xenbus.CONNECTED || (orAbsent && m.xenbus.backend[d] === Xenbus.ABSENT),
      timeout: ERROR_TIMEDOUT,
    },
  );
}

/** M5: the first slot that no device the toolstack has listed for this guest holds; functions share none. */
function freeSlot(m: ArmModel, d: Dom): number {
  for (let slot = 0; slot < m.scope.slots.length; slot++)
    if (!m.scope.devices.some((_, i) => m.libxl.listedIn[i] === d + 1 && m.libxl.vslot[i] === slot + 1))
      return slot;
  return -1;
}
