import { EFAULT, EINVAL, ENODEV } from '../../errno.js';
import {
  deviceId,
  rid,
  segment,
  streamId,
  type DeviceId,
  type Rid,
  type Segment,
  type StreamId,
} from '../numbers.js';
import { busOfRid, ridOf, type ArmTopology, type IdMap, type RootComplex } from './topology.js';

/** Where `iommu-map` or `msi-map` leads: a target (null: none was found) and an id, or a negative errno. */
export type Mapped<Id extends number> =
  { readonly target: string | null; readonly id: Id } | { readonly errno: number };

/**
 * dt_map_id (xen/common/device-tree/device-tree.c, Xen 4.22-unstable) with a target wanted: -ENODEV without the property or
 * for an unknown phandle, -EINVAL for an empty one, -EFAULT for an entry scanned before the match whose base has bits the
 * mask ignores. The first entry that covers the masked id wins; if none does, the id passes unchanged and **no target** is
 * set, with success.
 */
export function dtMapId<Id extends number>(
  map: IdMap | undefined,
  mask: number | undefined,
  from: Rid,
  brand: (n: number) => Id,
): Mapped<Id> {
  if (map === undefined) return { errno: ENODEV };
  if (map.length === 0) return { errno: EINVAL };
  const all = mask ?? 0xffff_ffff;
  const masked = (from & all) >>> 0;
  for (const e of map) {
    if ((e.rid & ~all) !== 0) return { errno: EFAULT };
    if (masked < e.rid || masked >= e.rid + e.length) continue;
    if (e.to === null) return { errno: ENODEV };
    return { target: e.to, id: brand((masked - e.rid + e.id) >>> 0) };
  }
  return { target: null, id: brand(from) };
}

/** The StreamID of a requester: `iommu-map` of its root complex. Done by Xen. */
export const streamOf = (rc: RootComplex, from: Rid): Mapped<StreamId> =>
  dtMapId(rc.iommuMap, rc.iommuMapMask, from, streamId);

/**
 * The DeviceID of a requester: `msi-map` of its root complex, done by the kernel that programs the MSI (of_msi_map_id via
 * pci_msi_domain_get_msi_rid, drivers/of/irq.c and drivers/pci/msi/irqdomain.c, Linux 6.12), or the RID itself at
 * `msi-parent`. The segment is never part of it.
 */
export function deviceIdOf(rc: RootComplex, from: Rid): Mapped<DeviceId> {
  if (rc.msiMap === undefined) return { target: rc.msiParent ?? null, id: deviceId(from) };
  return dtMapId(rc.msiMap, rc.msiMapMask, from, deviceId);
}

/**
 * The RID the kernel looks up in `msi-map`: an alias whose RID or bridge is on another bus replaces the function's own, so the
 * topmost one does (get_msi_id_cb over pci_for_each_dma_alias, drivers/pci/msi/irqdomain.c and drivers/pci/search.c, Linux 6.12).
 */
export const msiRid = (t: ArmTopology, address: string): Rid =>
  aliasesOf(t, address).at(-1) ?? ridOf(address);

/**
 * Requester ids that transactions of a function may carry besides its own, going up: a PCIe-to-PCI bridge uses its secondary
 * bus with device and function 0, a conventional bridge its own id (pci_for_each_dma_alias, drivers/pci/search.c).
 */
export function aliasesOf(t: ArmTopology, address: string): Rid[] {
  const aliases: Rid[] = [];

  const seg = address.split(':')[0]!;
  let bus = busOfRid(ridOf(address));
  for (const seen = new Set<number>(); !seen.has(bus);) {
    seen.add(bus);
    const up = t.bridges.find((b) => b.secondary === bus && b.sbdf.split(':')[0] === seg);
    if (!up) break;
    if (up.kind === 'pcie-to-pci') aliases.push(rid(bus << 8));
    if (up.kind === 'pci') aliases.push(ridOf(up.sbdf));
    bus = busOfRid(ridOf(up.sbdf));
  }
  return aliases;
}

/**
 * The segment Xen gives a root complex (pci_bus_find_domain_nr, xen/arch/arm/pci/pci-host-common.c): `linux,pci-domain` cut to
 * 16 bits, or a counter in probe order. Nothing checks that it is unique.
 */
export const xenSegmentOf = (t: ArmTopology, rc: RootComplex): Segment =>
  segment(rc.pciDomain === undefined ? t.rootComplexes.indexOf(rc) : rc.pciDomain & 0xffff);

/** pci_find_host_bridge: the first root complex of the segment whose bus range contains the bus; undefined without one. */
export const hostBridgeOf = (t: ArmTopology, seg: Segment, bus: number): RootComplex | undefined =>
  t.rootComplexes.find((rc) => xenSegmentOf(t, rc) === seg && bus >= rc.buses[0] && bus <= rc.buses[1]);
