import { z } from 'zod';
import { InputError } from '../../input-error.js';
import { rid, type Rid } from '../numbers.js';

/** PCI address in dom0: segment (Linux domain, up to 32 bits), bus, device, function, e.g. `0000:03:00.0`. */
const sbdf = z
  .string()
  .regex(
    /^([0-9a-f]{4}|[1-9a-f][0-9a-f]{4,7}):[0-9a-f]{2}:[01][0-9a-f]\.[0-7]$/,
    'not an SBDF like 0000:03:00.0',
  );
const name = z.string().min(1);
const cell = z.number().int().min(0).max(0xffff_ffff);

/**
 * One entry of `iommu-map` or `msi-map`: RIDs from `rid` on become ids from `id` on at the device `to`. A `to` of null is a
 * phandle of no known node.
 */
const mapEntry = z.strictObject({ rid: cell, to: name.nullable(), id: cell, length: cell });
const map = z.array(mapEntry);
const mask = cell.optional();

const rootComplex = z.strictObject({
  /** The device-tree node: `pcie@10000000`. */
  name,
  /** `linux,pci-domain` as it stands in the device tree, 32 bits; either all root complexes have one or none. */
  pciDomain: cell.optional(),
  /** `bus-range`. */
  buses: z.tuple([z.number().int().min(0).max(255), z.number().int().min(0).max(255)]),
  /** Omitted: the root complex has no `iommu-map`, so nothing translates its DMA. */
  iommuMap: map.optional(),
  iommuMapMask: mask,
  /** Omitted: without `msi-map` the RID is the DeviceID, at `msiParent`. */
  msiMap: map.optional(),
  msiMapMask: mask,
  msiParent: name.optional(),
});

const smmu = z.strictObject({
  name,
  /** Architecture: SMMUv2 matches streams in registers, SMMUv3 looks them up in a table. */
  version: z.union([z.literal(2), z.literal(3)]),
  streamIdBits: z.number().int().min(1).max(32).default(16),
  /** Stream match registers of an SMMUv2. */
  streamMatches: z.number().int().min(1).max(128).default(128),
});

const msiController = z.strictObject({
  name,
  /** Only an ITS has DeviceIDs; a GICv2m frame ignores who writes. */
  kind: z.enum(['its', 'gicv2m']).default('its'),
  deviceIdBits: z.number().int().min(1).max(32).default(16),
  eventIdBits: z.number().int().min(1).max(32).default(16),
});

/** A bridge that leads to another bus. Behind one that is not PCIe, functions share the requester id of the bridge. */
const bridge = z.strictObject({
  sbdf,
  secondary: z.number().int().min(0).max(255),
  kind: z.enum(['pcie', 'pcie-to-pci', 'pci']).default('pcie'),
});

const device = z.strictObject({
  sbdf,
  rootComplex: name,
  /** MSI vectors its driver takes. */
  msi: z.number().int().min(0).max(32).default(1),
  /** SBDF of the physical function, for a VF. */
  physfn: sbdf.optional(),
});

/**
 * The physical truth: the ids a write of this function really carries, whatever the device tree says. Null where no SMMU
 * or no ITS stands in the way.
 */
const wire = z.strictObject({
  sbdf,
  smmu: name.nullable(),
  streamId: cell,
  its: name.nullable(),
  deviceId: cell,
});

const FORMAT = 'pirqcheck-arm-topology/1';

const schema = z.strictObject({
  format: z.literal(FORMAT),
  name,
  note: z.string().optional(),
  /** In the order in which Xen probes them. */
  rootComplexes: z.array(rootComplex).min(1),
  smmus: z.array(smmu).default([]),
  msiControllers: z.array(msiController).default([]),
  bridges: z.array(bridge).default([]),
  devices: z.array(device).default([]),
  wires: z.array(wire).default([]),
  /** Slots of every guest's virtual bus that devices no script mentions hold already. */
  slotsTaken: z.number().int().min(0).max(32).default(0),
});

/** What the hardware of an ARM machine and its device tree are: the format a user writes, a generator makes and the importer saves. */
export type ArmTopology = z.output<typeof schema>;
export type ArmTopologyInput = z.input<typeof schema>;
export type RootComplex = z.output<typeof rootComplex>;
export type IdMap = z.output<typeof map>;
export type Smmu = z.output<typeof smmu>;
export type MsiController = z.output<typeof msiController>;
export type ArmBridge = z.output<typeof bridge>;
export type ArmDevice = z.output<typeof device>;
export type ArmWire = z.output<typeof wire>;

/** Does this say that it is a topology of an ARM machine? */
export const isArmTopology = (input: unknown): boolean =>
  typeof input === 'object' && input !== null && (input as { format?: unknown }).format === FORMAT;

/** `0001:03:00.0` -> segment 1 as dom0 numbers it. */
export const linuxDomainOf = (address: string): number => parseInt(address.split(':')[0]!, 16);
/** `0001:03:00.1` -> 0x301. */
export function ridOf(address: string): Rid {
  const [, bus, devfn] = address.split(':') as [string, string, string];
  return rid((parseInt(bus, 16) << 8) | (parseInt(devfn.slice(0, 2), 16) << 3) | Number(devfn.slice(3)));
}
export const busOfRid = (r: Rid): number => r >> 8;
export const slotOfRid = (r: Rid): number => (r >> 3) & 31;
export const functionOfRid = (r: Rid): number => r & 7;

/**
 * Parses and checks a topology. Throws InputError naming `place` (a file or a topology's name) and the field. What a device
 * tree may get wrong (overlaps, gaps, unknown phandles, two root complexes on one segment) is accepted: it is what the
 * checker is asked about.
 */
export function parseArmTopology(input: unknown, place: string): ArmTopology {
  const parsed = schema.safeParse(input);
  if (!parsed.success) {
    const issue = parsed.error.issues[0]!;
    const at = issue.path.map((p) => (typeof p === 'number' ? `[${p}]` : `.${String(p)}`)).join('');
    throw new InputError(`${place}${at}`, issue.message);
  }
  checkConsistency(parsed.data, place);
  return parsed.data;
}

function checkConsistency(t: ArmTopology, place: string): void {
  unique(t.rootComplexes, 'root complexes', place);
  unique(t.smmus, 'SMMUs', place);
  unique(t.msiControllers, 'MSI controllers', place);
  uniqueBy(t.devices, (d) => d.sbdf, 'functions with the SBDF', place);
  uniqueBy(t.wires, (w) => w.sbdf, 'wires of', place);
  uniqueBy(t.bridges, (b) => b.sbdf, 'bridges with the SBDF', place);
  const numbered = t.rootComplexes.filter((rc) => rc.pciDomain !== undefined).length;
  if (numbered !== 0 && numbered !== t.rootComplexes.length)
    throw new InputError(
      place,
      'some root complexes have linux,pci-domain and some do not: Xen stops at boot (pci_bus_find_domain_nr)',
    );
  t.rootComplexes.forEach((rc, i) => checkRootComplex(t, rc, `${place}.rootComplexes[${i}]`));
  t.devices.forEach((d, i) => checkDevice(t, d, `${place}.devices[${i}]`));
  t.wires.forEach((w, i) => checkWire(t, w, `${place}.wires[${i}]`));
}

function checkRootComplex(t: ArmTopology, rc: RootComplex, place: string): void {
  const [first, last] = rc.buses;
  if (first > last) throw new InputError(`${place}.buses`, `bus range ${first}-${last} is empty`);
  const known = (list: readonly { name: string }[], to: string | null, where: string): void => {
    if (to !== null && !list.some((x) => x.name === to))
      throw new InputError(
        `${place}${where}`,
        `unknown target ${to}; declare it, or write null for a dangling phandle`,
      );
  };
  rc.iommuMap?.forEach((e, i) => known(t.smmus, e.to, `.iommuMap[${i}]`));
  rc.msiMap?.forEach((e, i) => known(t.msiControllers, e.to, `.msiMap[${i}]`));
  if (rc.msiParent !== undefined) known(t.msiControllers, rc.msiParent, '.msiParent');
}

function checkDevice(t: ArmTopology, d: ArmDevice, place: string): void {
  const rc = t.rootComplexes.find((r) => r.name === d.rootComplex);
  if (!rc) throw new InputError(place, `unknown root complex ${d.rootComplex}`);
  const bus = busOfRid(ridOf(d.sbdf));
  if (bus < rc.buses[0] || bus > rc.buses[1])
    throw new InputError(place, `${d.sbdf} is outside the buses ${rc.buses[0]}-${rc.buses[1]} of ${rc.name}`);
  if (rc.pciDomain !== undefined && rc.pciDomain !== linuxDomainOf(d.sbdf))
    throw new InputError(place, `${d.sbdf} is not in linux,pci-domain ${rc.pciDomain} of ${rc.name}`);
  if (d.physfn === undefined) return;
  const pf = t.devices.find((p) => p.sbdf === d.physfn);
  if (!pf || pf.physfn !== undefined)
    throw new InputError(place, `${d.sbdf} is a VF of ${d.physfn}, which is no physical function here`);
}

function checkWire(t: ArmTopology, w: ArmWire, place: string): void {
  if (!t.devices.some((d) => d.sbdf === w.sbdf))
    throw new InputError(place, `wire of ${w.sbdf}, which is not a device here`);
  if (w.smmu !== null && !t.smmus.some((s) => s.name === w.smmu))
    throw new InputError(place, `unknown SMMU ${w.smmu}`);
  if (w.its !== null && !t.msiControllers.some((c) => c.name === w.its))
    throw new InputError(place, `unknown ITS ${w.its}`);
}

const unique = (list: readonly { name: string }[], what: string, place: string): void =>
  uniqueBy(list, (x) => x.name, `${what} named`, place);

function uniqueBy<T>(list: readonly T[], key: (x: T) => string, what: string, place: string): void {
  const seen = new Set<string>();
  for (const x of list) {
    if (seen.has(key(x))) throw new InputError(place, `two ${what} ${key(x)}`);
    seen.add(key(x));
  }
}
