import {
  functionOfRid,
  ridOf,
  type ArmDevice,
  type ArmTopology,
  type IdMap,
  type RootComplex,
} from '../../model/arm/hardware/topology.js';
import { aliasesOf, deviceIdOf, streamOf, xenSegmentOf } from '../../model/arm/hardware/translate.js';
import type { Classes } from '../distribution.js';

type Target = 'iommuMap' | 'msiMap';

const targetsOf = (rc: RootComplex, map: Target): readonly string[] =>
  (rc[map] ?? []).flatMap((e) => e.to ?? []);
const maps = (t: ArmTopology): IdMap[] =>
  t.rootComplexes.flatMap((rc) => [rc.iommuMap, rc.msiMap]).filter((m) => m !== undefined);
const isShared = (t: ArmTopology, map: Target): boolean =>
  t.rootComplexes.some((a, i) =>
    t.rootComplexes.some((b, j) => i < j && targetsOf(a, map).some((to) => targetsOf(b, map).includes(to))),
  );
const isSeparate = (t: ArmTopology, map: Target): boolean =>
  new Set(t.rootComplexes.flatMap((rc) => targetsOf(rc, map))).size > 1;
const hostOf = (t: ArmTopology, d: ArmDevice): RootComplex =>
  t.rootComplexes.find((rc) => rc.name === d.rootComplex)!;
const repeats = (keys: readonly string[]): boolean => new Set(keys).size < keys.length;
const overlaps = ([a, b]: IdMap): boolean => a !== undefined && b !== undefined && a.rid + a.length > b.rid;
/** Functions whose requester id no entry of the map covers. */
const uncovered = (t: ArmTopology, translate: typeof streamOf | typeof deviceIdOf, map: Target): boolean =>
  t.devices.some((d) => {
    const rc = hostOf(t, d);
    const mapped = translate(rc, ridOf(d.sbdf));
    return rc[map] !== undefined && 'target' in mapped && mapped.target === null;
  });

/** What a generated ARM machine may show. */
export const topologyClasses: Classes<ArmTopology> = {
  'several root complexes': (t) => t.rootComplexes.length > 1,
  'three root complexes': (t) => t.rootComplexes.length > 2,
  'two root complexes on one segment': (t) => {
    const segments = t.rootComplexes.map((rc) => xenSegmentOf(t, rc));
    return new Set(segments).size < segments.length;
  },
  'a domain that does not fit in 16 bits': (t) => t.rootComplexes.some((rc) => (rc.pciDomain ?? 0) > 0xffff),
  'no linux,pci-domain': (t) => t.rootComplexes.some((rc) => rc.pciDomain === undefined),
  'a shared SMMU': (t) => isShared(t, 'iommuMap'),
  'separate SMMUs': (t) => isSeparate(t, 'iommuMap'),
  SMMUv2: (t) => t.smmus.some((s) => s.version === 2),
  SMMUv3: (t) => t.smmus.some((s) => s.version === 3),
  'few stream match registers': (t) => t.smmus.some((s) => s.version === 2 && s.streamMatches < 3),
  'a shared ITS': (t) => isShared(t, 'msiMap'),
  'separate ITSs': (t) => isSeparate(t, 'msiMap'),
  GICv2m: (t) => t.msiControllers.some((c) => c.kind === 'gicv2m'),
  'identity map': (t) => maps(t).some((m) => m.every((e) => e.rid === e.id)),
  'offset map': (t) => maps(t).some((m) => m.some((e) => e.rid !== e.id)),
  'no iommu-map': (t) => t.rootComplexes.some((rc) => rc.iommuMap === undefined),
  'an MSI parent instead of msi-map': (t) => t.rootComplexes.some((rc) => rc.msiParent !== undefined),
  'a map of several entries': (t) => maps(t).some((m) => m.length > 1 && !overlaps(m)),
  'overlapping entries': (t) => maps(t).some(overlaps),
  'an unknown target': (t) => maps(t).some((m) => m.some((e) => e.to === null)),
  'a function outside iommu-map': (t) => uncovered(t, streamOf, 'iommuMap'),
  'a function outside msi-map': (t) => uncovered(t, deviceIdOf, 'msiMap'),
  'a mask': (t) => t.rootComplexes.some((rc) => (rc.iommuMapMask ?? rc.msiMapMask) !== undefined),
  'an entry its mask contradicts': (t) =>
    t.devices.some(
      (d) => 'errno' in streamOf(hostOf(t, d), ridOf(d.sbdf)) && hostOf(t, d).iommuMapMask !== undefined,
    ),
  'behind an alias': (t) => t.devices.some((d) => aliasesOf(t, d.sbdf).length > 0),
  'two functions with one StreamID': (t) =>
    repeats(t.wires.flatMap((w) => (w.smmu === null ? [] : `${w.smmu} ${w.streamId}`))),
  'two functions with one DeviceID': (t) =>
    repeats(t.wires.flatMap((w) => (w.its === null ? [] : `${w.its} ${w.deviceId}`))),
  'a StreamID too large for its SMMU': (t) =>
    t.wires.some((w) => {
      const smmu = t.smmus.find((s) => s.name === w.smmu);
      return smmu !== undefined && w.streamId >= 2 ** smmu.streamIdBits;
    }),
  'a DeviceID too large for its ITS': (t) =>
    t.wires.some((w) => {
      const its = t.msiControllers.find((c) => c.name === w.its);
      return its !== undefined && w.deviceId >= 2 ** its.deviceIdBits;
    }),
  'the device tree lies': (t) =>
    t.devices.some((d) => {
      const stream = streamOf(hostOf(t, d), aliasesOf(t, d.sbdf).at(-1) ?? ridOf(d.sbdf));
      const wire = t.wires.find((w) => w.sbdf === d.sbdf)!;
      return 'target' in stream && stream.target !== null && stream.id !== wire.streamId;
    }),
  'virtual function': (t) => t.devices.some((d) => d.physfn !== undefined),
  'function other than 0': (t) =>
    t.devices.some((d) => d.physfn === undefined && functionOfRid(ridOf(d.sbdf)) !== 0),
};

/** The least fraction of each class; where nothing is said, that of `belowFloor`. */
export const topologyFloors: Readonly<Record<string, number>> = {
  'several root complexes': 0.5,
  'two root complexes on one segment': 0.08,
  'a shared SMMU': 0.1,
  'separate SMMUs': 0.2,
  'a shared ITS': 0.1,
  'separate ITSs': 0.2,
  'identity map': 0.2,
  'offset map': 0.3,
  'a function outside iommu-map': 0.03,
  'behind an alias': 0.1,
  'two functions with one StreamID': 0.05,
};
