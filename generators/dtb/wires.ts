import type { ArmTopology, ArmWire } from '../../model/arm/hardware/topology.js';
import { ridOf } from '../../model/arm/hardware/topology.js';
import { aliasesOf, deviceIdOf, streamOf } from '../../model/arm/hardware/translate.js';

/** The wires that a machine has if its device tree tells the truth: a transaction carries the last alias on its way up. */
export const wiresOf = (t: ArmTopology): ArmWire[] =>
  t.devices.map(({ sbdf, rootComplex }) => {
    const rc = t.rootComplexes.find((r) => r.name === rootComplex)!;
    const carried = aliasesOf(t, sbdf).at(-1) ?? ridOf(sbdf);
    const [stream, device] = [streamOf(rc, carried), deviceIdOf(rc, carried)];
    return {
      sbdf,
      smmu: 'target' in stream ? stream.target : null,
      streamId: 'target' in stream ? stream.id : carried,
      its: 'target' in device ? device.target : null,
      deviceId: 'target' in device ? device.id : carried,
    };
  });
