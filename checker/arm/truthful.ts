import { ridOf, type ArmTopology } from '../../model/arm/hardware/topology.js';
import { deviceIdOf, msiRid, streamOf } from '../../model/arm/hardware/translate.js';
import type { Reproducer } from '../subject.js';
import { coneOf } from './cone.js';

/** Does the device tree tell the ids that the writes of every function carry that the scripts name? */
export function isTruthful({ topology, scenario }: Reproducer<ArmTopology>): boolean {
  const t = coneOf(topology, scenario);
  return t.devices.every((d) => {
    const rc = t.rootComplexes.find((x) => x.name === d.rootComplex)!;
    const wire = t.wires.find((w) => w.sbdf === d.sbdf);
    if (!wire) return false;
    const stream = streamOf(rc, ridOf(d.sbdf));
    const device = deviceIdOf(rc, msiRid(t, d.sbdf));
    const streamTold =
      'errno' in stream ? wire.smmu === null : stream.target === wire.smmu && stream.id === wire.streamId;
    const deviceTold =
      'errno' in device ? wire.its === null : device.target === wire.its && device.id === wire.deviceId;
    return streamTold && deviceTold;
  });
}
