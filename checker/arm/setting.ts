import type { ArmTopology } from '../../model/arm/hardware/topology.js';
import type { Scenario } from '../../model/scenario.js';
import { coneOf } from './cone.js';

const hex = (n: number): string => `0x${n.toString(16)}`;

/** What a reader of a trace must know of machine and scenario, in phrases: the root complexes, the ids on the wires. */
export function settingOf(topology: ArmTopology, scenario: Scenario): string[] {
  const { rootComplexes, smmus, devices, wires, slotsTaken } = coneOf(topology, scenario);
  const segment = (n: number | undefined): string => (n === undefined ? '' : `, linux,pci-domain ${hex(n)}`);
  const ids = devices.map(({ sbdf, rootComplex }) => {
    const w = wires.find((x) => x.sbdf === sbdf);
    if (!w) return `nobody knows the ids of ${sbdf}`;
    const stream = w.smmu === null ? 'no SMMU' : `${w.smmu} StreamID ${hex(w.streamId)}`;
    const device = w.its === null ? 'no ITS' : `${w.its} DeviceID ${hex(w.deviceId)}`;
    return `${sbdf} (${rootComplex}) is ${stream} and ${device}`;
  });
  return [
    ...rootComplexes.map(
      (rc) => `${rc.name} with buses ${rc.buses[0]}-${rc.buses[1]}${segment(rc.pciDomain)}`,
    ),
    ...smmus.map((s) => `${s.name} is an SMMUv${s.version}`),
    ...ids,
    ...(slotsTaken > 0 ? [`${slotsTaken} slots of every guest are taken`] : []),
    ...(scenario.paused?.length ? [`not there yet: ${scenario.paused.join(' ')}`] : []),
    ...(scenario.earlyTimeouts ? ['waits may give up at any time'] : []),
  ];
}
