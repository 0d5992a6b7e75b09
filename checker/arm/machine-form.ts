import { functionOfRid, ridOf, type ArmTopology } from '../../model/arm/hardware/topology.js';
import { deviceIdOf, msiRid, streamOf, type Mapped } from '../../model/arm/hardware/translate.js';
import { xenName } from '../../model/arm/scope.js';
import { Numbering } from '../canonical.js';

/**
 * What the sources tell apart about the machine of a canonical form: which functions share a root complex, a slot, an address in
 * Xen, a StreamID or a DeviceID, and whether one number space gives another's number.
 */
export function machineForm(t: ArmTopology, devices: Numbering): unknown {
  const hosts = new Numbering('rc');
  const slots = new Numbering('slot');
  const addresses = new Numbering('pdev');
  const streams = new Numbering('stream');
  const ids = new Numbering('id');
  const placed = (numbering: Numbering, target: string | null, id: number): string | null =>
    target === null ? null : numbering.of(`${target} ${id}`);
  const told = (numbering: Numbering, says: Mapped<number>): string | number | null =>
    'errno' in says ? says.errno : placed(numbering, says.target, says.id);
  const forms: unknown[] = [];
  // Physical functions that are not named get their numbers while this goes on.
  for (let i = 0; i < devices.names.length; i++) {
    const device = t.devices.find((d) => d.sbdf === devices.names[i]);
    if (!device) continue;
    const { sbdf } = device;
    const own = ridOf(sbdf);
    const rc = t.rootComplexes.find((r) => r.name === device.rootComplex)!;
    const wire = t.wires.find((w) => w.sbdf === sbdf);
    const smmu = t.smmus.find((s) => s.name === wire?.smmu);
    const its = t.msiControllers.find((c) => c.name === wire?.its);
    forms.push({
      host: hosts.of(rc.name),
      slot: slots.of(sbdf.slice(0, -2)),
      first: functionOfRid(own) === 0,
      address: addresses.of(xenName(sbdf)),
      physfn: device.physfn === undefined ? null : devices.of(device.physfn),
      wire: wire && [placed(streams, wire.smmu, wire.streamId), placed(ids, wire.its, wire.deviceId)],
      told: [told(streams, streamOf(rc, own)), told(ids, deviceIdOf(rc, msiRid(t, sbdf)))],
      smmu: smmu && [smmu.version, wire!.streamId < 2 ** smmu.streamIdBits],
      its: its && [its.kind, wire!.deviceId < 2 ** its.deviceIdBits],
      confused: wire && [wire.streamId === wire.deviceId, own === wire.deviceId],
    });
  }
  return { devices: forms, slotsTaken: t.slotsTaken };
}
