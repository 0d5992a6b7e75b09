import type { ArmTopology, RootComplex } from '../../model/arm/hardware/topology.js';
import { busOfRid, linuxDomainOf, ridOf } from '../../model/arm/hardware/topology.js';
import type { Scenario } from '../../model/scenario.js';
import { linesOf, names, without } from '../reductions.js';

/** The machine without some of its functions. */
export const withoutDevices = (t: ArmTopology, drop: (sbdf: string) => boolean): ArmTopology => ({
  ...t,
  devices: t.devices.filter((d) => !drop(d.sbdf)),
  wires: t.wires.filter((w) => !drop(w.sbdf)),
});

/**
 * Machines that lack one part, larger parts first: all functions the scripts do not name, a root complex without functions, an
 * SMMU or an ITS nothing leads to, a bridge, an entry beyond the first, a mask, a special number. Some are no valid topology.
 */
export function* simplerMachines(t: ArmTopology, s: Scenario): Generator<ArmTopology> {
  const lines = linesOf(s);
  const idle = (sbdf: string): boolean => !lines.some((l) => names(l, sbdf));
  const physfns = new Set(t.devices.flatMap((d) => (idle(d.sbdf) ? [] : (d.physfn ?? []))));
  const bystander = (sbdf: string): boolean => idle(sbdf) && !physfns.has(sbdf);
  if (t.devices.some((d) => bystander(d.sbdf))) yield withoutDevices(t, bystander);
  for (const [i, rc] of t.rootComplexes.entries())
    if (!t.devices.some((d) => d.rootComplex === rc.name))
      yield { ...t, rootComplexes: without(t.rootComplexes, i) };
  const targets = new Set([
    ...t.rootComplexes.flatMap((rc) => [...(rc.iommuMap ?? []), ...(rc.msiMap ?? [])].map((e) => e.to)),
    ...t.rootComplexes.map((rc) => rc.msiParent),
    ...t.wires.flatMap((w) => [w.smmu, w.its]),
  ]);
  for (const [i, { name }] of t.smmus.entries())
    if (!targets.has(name)) yield { ...t, smmus: without(t.smmus, i) };
  for (const [i, { name }] of t.msiControllers.entries())
    if (!targets.has(name)) yield { ...t, msiControllers: without(t.msiControllers, i) };
  for (const [i, b] of t.bridges.entries()) {
    const inUse = [...t.devices, ...t.bridges].some(
      (d) => busOfRid(ridOf(d.sbdf)) === b.secondary && linuxDomainOf(d.sbdf) === linuxDomainOf(b.sbdf),
    );
    if (!inUse) yield { ...t, bridges: without(t.bridges, i) };
  }
  for (const [i, rc] of t.rootComplexes.entries())
    for (const simpler of simplerRootComplexes(rc))
      yield { ...t, rootComplexes: t.rootComplexes.with(i, simpler) };
  if (t.slotsTaken > 0) yield { ...t, slotsTaken: 0 };
  for (const [i, d] of t.devices.entries()) {
    if (d.msi !== 1) yield { ...t, devices: t.devices.with(i, { ...d, msi: 1 }) };
    const { physfn, ...ordinary } = d;
    if (physfn !== undefined) yield { ...t, devices: t.devices.with(i, ordinary) };
  }
}

/** The first entry of a map stays: without it the question would be another one. */
function* simplerRootComplexes(rc: RootComplex): Generator<RootComplex> {
  const { iommuMap, msiMap, iommuMapMask, msiMapMask, ...rest } = rc;
  for (let i = 1; i < (iommuMap?.length ?? 0); i++) yield { ...rc, iommuMap: without(iommuMap!, i) };
  for (let i = 1; i < (msiMap?.length ?? 0); i++) yield { ...rc, msiMap: without(msiMap!, i) };
  if (iommuMapMask !== undefined) yield { ...rest, iommuMap, msiMap, msiMapMask };
  if (msiMapMask !== undefined) yield { ...rest, iommuMap, msiMap, iommuMapMask };
}
