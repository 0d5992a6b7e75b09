import { ridOf, type ArmDevice, type ArmTopology } from '../../model/arm/hardware/topology.js';
import { aliasesOf, deviceIdOf, streamOf, type Mapped } from '../../model/arm/hardware/translate.js';
import type { Reproducer } from '../subject.js';
import { coneOf } from './cone.js';

/**
 * Does the device tree name no other ids than the functions have that the scripts are about? It may say nothing of one, or what
 * no kernel makes sense of; a violation that takes a wrong id is the firmware's fault.
 */
export function isTruthful({ topology, scenario }: Reproducer<ArmTopology>): boolean {
  const cone = coneOf(topology, scenario);
  return cone.devices.every((d) => isToldOf(d, cone));
}

function isToldOf({ sbdf, rootComplex }: ArmDevice, t: ArmTopology): boolean {
  const wire = t.wires.find((w) => w.sbdf === sbdf);
  if (!wire) return true;
  const rc = t.rootComplexes.find((r) => r.name === rootComplex)!;
  const carried = aliasesOf(t, sbdf).at(-1) ?? ridOf(sbdf);
  const agrees = (says: Mapped<number>, target: string | null, id: number): boolean =>
    'errno' in says || says.target === null || (says.target === target && says.id === id);
  return (
    agrees(streamOf(rc, carried), wire.smmu, wire.streamId) &&
    agrees(deviceIdOf(rc, carried), wire.its, wire.deviceId)
  );
}
