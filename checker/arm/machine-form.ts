import { linuxDomainOf, ridOf, type ArmTopology } from '../../model/arm/hardware/topology.js';
import { aliasesOf, hostBridgeOf, streamOf } from '../../model/arm/hardware/translate.js';
import { segment } from '../../model/arm/numbers.js';
import { Numbering } from '../canonical.js';

/** Of a machine there remains which functions share a stream, a DeviceID, a segment, and what the device tree makes of each. */
export function machineForm(t: ArmTopology, devices: Numbering): unknown {
  const streams = new Numbering('stream');
  const ids = new Numbering('id');
  const segments = new Numbering('segment');
  const rows = t.devices.map((d) => {
    const wire = t.wires.find((w) => w.sbdf === d.sbdf);
    const rid = ridOf(d.sbdf);
    const seen = hostBridgeOf(t, segment(linuxDomainOf(d.sbdf) & 0xffff), rid >> 8);
    const told = seen && streamOf(seen, rid);
    return {
      device: devices.of(d.sbdf),
      vf: d.physfn !== undefined,
      fn: rid & 7,
      segment: segments.of(String(linuxDomainOf(d.sbdf) & 0xffff)),
      aliased: aliasesOf(t, d.sbdf).length > 0,
      stream: wire && streams.of(`${wire.smmu} ${wire.streamId}`),
      id: wire && ids.of(`${wire.its} ${wire.deviceId}`),
      ownBridge: seen?.name === d.rootComplex,
      told: told && ('errno' in told ? told.errno : wire?.streamId === told.id),
    };
  });
  return { rows, smmus: t.smmus.map((s) => s.version), slotsTaken: t.slotsTaken };
}
